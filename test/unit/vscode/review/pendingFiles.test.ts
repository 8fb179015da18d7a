import assert from 'node:assert/strict';
import { pendingEdits } from '../../../../src/shared/transcript/reduce.ts';
import { pendingFiles } from '../../../../src/vscode/review/pendingFiles.ts';
import type { ScriptedToolCall } from '../../../simulator/scenario.ts';
import { type SessionFixture, startFixture, until } from '../../support/sessionFixture.ts';

const call = (name: string, args: Record<string, unknown>): ScriptedToolCall => ({ name, arguments: args });
const edit = (file: string, old_text: string, new_text: string): ScriptedToolCall =>
  call('edit_file', { path: file, edits: [{ old_text, new_text }] });

describe('the files that wait for the person', () => {
  /** A session in which these calls wait. */
  async function waiting(...toolCalls: ScriptedToolCall[]): Promise<SessionFixture & { finished: Promise<void> }> {
    const scenario = [{ reasoning: 'Change it.', toolCalls }, { content: 'Done.' }];
    const fixture = await startFixture({ scenario, files: { 'a.txt': 'one\ntwo\n', 'old.txt': 'old\n' } });
    const finished = fixture.session.send({ text: 'Change it', attachments: [] });
    await until(fixture.session, (transcript) => pendingEdits(transcript).length === toolCalls.length);
    return Object.assign(fixture, { finished });
  }
  const shown = (fixture: SessionFixture, unsaved: string[] = []) =>
    pendingFiles(fixture.session, unsaved).map(({ kind, path, from, added, removed, edits }) => ({
      kind,
      path: from ? `${from.path} → ${path}` : path,
      lines: `+${added} −${removed}`,
      edits: edits.length,
    }));

  it('are one for all edits of a file, with what becomes of it', async () => {
    await using fixture = await waiting(
      edit('a.txt', 'one', 'ONE'),
      edit('a.txt', 'two', 'TWO\nmore'),
      call('write_file', { path: 'new.txt', content: 'new\n' }),
      call('rename_file', { path: 'old.txt', to: 'young.txt' }),
    );
    assert.deepEqual(shown(fixture), [
      { kind: 'changed', path: 'a.txt', lines: '+3 −2', edits: 2 },
      { kind: 'created', path: 'new.txt', lines: '+1 −0', edits: 1 },
      { kind: 'renamed', path: 'old.txt → young.txt', lines: '+0 −0', edits: 1 },
    ]);
    for (const { edits } of pendingFiles(fixture.session, [])) {
      for (const { id } of edits) await fixture.session.decide(id, { type: 'accepted' });
    }
    await fixture.finished;
    assert.deepEqual(shown(fixture), []);
    assert.equal(await fixture.read('a.txt'), 'ONE\nTWO\nmore\n');
    assert.equal(await fixture.read('young.txt'), 'old\n');
  });

  it('are deleted ones where that is what comes of them', async () => {
    await using fixture = await waiting(edit('a.txt', 'one', 'ONE'), call('delete_file', { path: 'a.txt' }));
    assert.deepEqual(shown(fixture), [{ kind: 'deleted', path: 'a.txt', lines: '+1 −3', edits: 2 }]);
    fixture.session.stop();
    await fixture.finished;
    assert.deepEqual(shown(fixture), []);
  });

  it('say where an edit no longer fits, and where accepting saves more', async () => {
    await using fixture = await waiting(edit('a.txt', 'one', 'ONE'));
    await fixture.write('a.txt', 'uno\n');
    await until(fixture.session, (transcript) => pendingEdits(transcript)[0]?.trouble !== undefined);
    const [file] = pendingFiles(fixture.session, []);
    assert.equal(file?.troubled, true);
    assert.equal(file.unsaved, false);
    assert.equal(pendingFiles(fixture.session, [file.edits[0]?.id ?? ''])[0]?.unsaved, true);
    fixture.session.stop();
    await fixture.finished;
  });
});
