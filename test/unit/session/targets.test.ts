import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ScriptedToolCall } from '../../simulator/scenario.ts';
import { blockOf, prompt, type SessionFixture, startFixture } from '../support/sessionFixture.ts';

const write = (file: string): ScriptedToolCall => ({ name: 'write_file', arguments: { path: file, content: 'new\n' } });
const edit = (file: string): ScriptedToolCall => ({
  name: 'edit_file',
  arguments: { path: file, edits: [{ old_text: 'old', new_text: 'new' }] },
});
const rename = (file: string, to: string): ScriptedToolCall => ({ name: 'rename_file', arguments: { path: file, to } });
const remove = (file: string): ScriptedToolCall => ({ name: 'delete_file', arguments: { path: file } });
const NEW = { path: 'fresh/', edits: [{ old_text: '', new_text: 'new' }] };
const NOTEBOOK = JSON.stringify({ cells: [{ cell_type: 'code', source: ['x'], metadata: {} }], nbformat: 4 });

/** What the model reads of calls that a user who allows all edits sees nothing of. */
async function refusals(calls: ScriptedToolCall[], arrange: (folder: string) => Promise<void>): Promise<string[]> {
  await using fixture = await startFixture({
    files: { 'README.md': 'old\n', 'src/a.ts': 'old\n', 'src/n.ipynb': NOTEBOOK },
    approvals: 'autoEdits',
    scenario: [{ toolCalls: calls }, { content: 'Done.' }],
  });
  await arrange(fixture.folder);
  const before = await texts(fixture.folder);
  await fixture.session.send(prompt('Go'));
  assert.deepEqual(await texts(fixture.folder), before);
  assert(!fixture.session.transcript.blocks.some((block) => block.type === 'edit' && block.action !== undefined));
  return results(fixture);
}

function results({ simulator }: SessionFixture): string[] {
  const messages = simulator.requests.at(-1)?.body?.messages ?? [];
  return messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));
}

async function texts(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true });
  const read = names.map(async (name) => [name, await readFile(path.join(folder, name), 'utf8').catch(() => '')]);
  return Object.fromEntries(await Promise.all(read));
}

describe('an edit that could never be made', () => {
  const nothing = async () => {};
  const cases: Record<string, [ScriptedToolCall[], (folder: string) => Promise<void>, RegExp]> = {
    'below a file': [
      [write('README.md/notes.md'), write('README.md/deep/notes.md'), rename('src/a.ts', 'README.md/a.ts')],
      nothing,
      /README\.md is a file and not a folder/,
    ],
    'in the place of a folder': [[write('src'), remove('src'), edit('src')], nothing, /src is a folder/],
    'by the name of a folder that is not there': [
      [write('docs/'), write('docs/deep//'), rename('src/a.ts', 'lib/'), { ...edit('fresh/'), arguments: NEW }],
      nothing,
      /names a folder/,
    ],
    'of a name that no disk takes': [
      [write(`${'n'.repeat(300)}.md`), write(`new/${'ж'.repeat(150)}.md`), rename('src/a.ts', 'n'.repeat(256))],
      nothing,
      /^ERROR: The name .* is too long for a file/,
    ],
    'through a link that leads to nothing': [
      [write('dead'), rename('src/a.ts', 'dead'), write('gone/new.md')],
      async (folder) => {
        await symlink('nowhere/file.md', path.join(folder, 'dead'));
        await symlink('nowhere', path.join(folder, 'gone'));
      },
      /link to something that does not exist/,
    ],
  };
  for (const [name, [calls, arrange, expected]] of Object.entries(cases)) {
    it(`is refused at once: ${name}`, async () => {
      for (const said of await refusals(calls, arrange)) assert.match(said, expected);
    });
  }

  it('is refused where another that waits makes a file of its folder', async () => {
    await using fixture = await startFixture({
      scenario: [{ toolCalls: [write('lib'), write('lib/a.ts'), write('lib/b/c.ts')] }, { content: 'Done.' }],
    });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    while (session.proposals().length === 0) await new Promise((resolve) => session.onEntries(resolve));
    await session.decide(blockOf(session, 'edit').action ?? '', { type: 'accepted' });
    await turn;
    assert.match(results(fixture)[0] ?? '', /^Created/);
    for (const said of results(fixture).slice(1)) assert.match(said, /waits for the user|is a file and not a folder/);
  });
});

describe('a read-only place', () => {
  if (process.platform === 'win32') return;

  it('is not changed in any way, and the model reads why', async () => {
    const notebook = { name: 'edit_notebook', arguments: { path: 'src/n.ipynb', action: 'delete', cell: 1 } };
    const calls = [
      ...[edit('src/a.ts'), write('src/a.ts'), remove('src/a.ts'), rename('src/a.ts', 'b.ts'), notebook],
      ...[write('locked/new.ts'), write('locked/deep/new.ts'), remove('locked/b.ts'), rename('locked/b.ts', 'b.ts')],
      rename('README.md', 'locked/README.md'),
    ];
    const said = await refusals(calls, async (folder) => {
      await mkdir(path.join(folder, 'locked'));
      await writeFile(path.join(folder, 'locked/b.ts'), 'old\n');
      for (const file of ['src/a.ts', 'src/n.ipynb']) await chmod(path.join(folder, file), 0o444);
      await chmod(path.join(folder, 'locked'), 0o555);
    });
    assert.equal(said.length, calls.length);
    for (const one of said) assert.match(one, /is read-only by its permissions/);
  });

  it('is not changed by undoing nor by restoring, and says so before anything is written', async () => {
    await using fixture = await startFixture({
      files: { 'a.ts': 'old\n', 'b.ts': 'old\n' },
      approvals: 'autoEdits',
      scenario: [{ toolCalls: [edit('a.ts'), rename('b.ts', 'kept/b.ts')] }, { content: 'Done.' }],
    });
    const { session, folder } = fixture;
    await session.send(prompt('Go'));
    await chmod(path.join(folder, 'a.ts'), 0o444);
    await chmod(path.join(folder, 'kept'), 0o555);
    const edits = session.transcript.blocks.filter((block) => block.type === 'edit');
    assert.equal(edits.length, 2);
    for (const { action } of edits) await assert.rejects(session.undo(action ?? ''), /read-only by its permissions/);
    const plan = await session.checkpoints.planUndo();
    assert.deepEqual(plan.lost.map(({ path: file, reason }) => `${file} ${reason}`).sort(), [
      'a.ts readOnly',
      'kept/b.ts readOnly',
    ]);
    assert.equal(await fixture.read('a.ts'), 'new\n');
    assert.equal(await fixture.read('kept/b.ts'), 'old\n');
    await chmod(path.join(folder, 'kept'), 0o755);
  });
});
