import assert from 'node:assert/strict';
import path from 'node:path';
import type { ScriptedToolCall } from '../../simulator/scenario.ts';
import { prompt, startFixture } from '../support/sessionFixture.ts';

const FILES = { 'a.txt': 'a old\n', 'b.txt': 'b old\n', 'c.txt': 'c old\n' };

const edit = (path: string, from: string, to: string): ScriptedToolCall => ({
  name: 'edit_file',
  arguments: { path, edits: [{ old_text: from, new_text: to }] },
});

async function start(toolCalls: ScriptedToolCall[]) {
  return await startFixture({
    files: FILES,
    approvals: 'auto',
    scenario: [{ toolCalls }, { content: 'Done.' }],
  });
}

describe('the edits of a step that ask nothing', () => {
  it('are written side by side where their files differ', async () => {
    await using fixture = await start(Object.keys(FILES).map((file) => edit(file, 'old', 'new')));
    const all = Promise.withResolvers<void>();
    const { workspace } = fixture;
    const apply = workspace.applyEdit.bind(workspace);
    let begun = 0;
    // None is written before all of them are about to be.
    workspace.applyEdit = async (change) => {
      begun += 1;
      if (begun === 3) all.resolve();
      await all.promise;
      return await apply(change);
    };
    await fixture.session.send(prompt('Go'));
    assert.deepEqual(await Promise.all(Object.keys(FILES).map(fixture.read)), ['a new\n', 'b new\n', 'c new\n']);
  });

  it('follow one another in one file, each on what saving made of the one before', async () => {
    await using fixture = await start([edit('a.txt', 'a old', 'a new'), edit('a.txt', 'a   new', 'a newer')]);
    fixture.workspace.onSave = (text) => text.replace('a new\n', 'a   new\n');
    await fixture.session.send(prompt('Go'));
    assert.equal(await fixture.read('a.txt'), 'a newer\n');
  });

  it('wait for a renaming, which may change any file', async () => {
    const rename: ScriptedToolCall = { name: 'rename_file', arguments: { path: 'b.txt', to: 'd.txt' } };
    await using fixture = await start([rename, edit('d.txt', 'b old', 'b new'), edit('a.txt', 'imports d', 'uses d')]);
    fixture.workspace.importers.set(path.join(fixture.folder, 'a.txt'), 'imports d\n');
    await fixture.session.send(prompt('Go'));
    assert.deepEqual([await fixture.read('d.txt'), await fixture.read('a.txt')], ['b new\n', 'uses d\n']);
  });
});
