import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Git } from '../../src/util/system/git.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { show, testFolder, type } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

const signal = new AbortController().signal;

/** Sets a setting of the workspace while `work` runs. */
async function withSetting<T>(name: string, value: unknown, work: () => Promise<T>, languageId?: string): Promise<T> {
  const scope = languageId === undefined ? undefined : { languageId };
  const set = async (to: unknown) =>
    await vscode.workspace
      .getConfiguration('files', scope)
      .update(name, to, vscode.ConfigurationTarget.Workspace, languageId !== undefined);
  await set(value);
  try {
    return await work();
  } finally {
    await set(undefined);
  }
}

describe('targets of edits in VS Code', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  after(() => workspace.dispose());
  let folder: Awaited<ReturnType<typeof testFolder>>;
  const at = (name: string) => path.join(folder.path, name);
  const relative = () => path.basename(folder.path);

  beforeEach(async () => {
    folder = await testFolder();
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  it('that files.readonlyInclude names are changed in no way, and the setting is named', async () => {
    await writeFile(at('kept.txt'), 'a\nb\n');
    await writeFile(at('mixed.txt'), 'a\r\nb\n');
    await writeFile(at('free.txt'), 'free\n');
    const patterns = { [`${relative()}/{kept,mixed,new}.*`]: true, [at('absolute.*')]: true, '**/free.txt': false };
    await withSetting('readonlyInclude', patterns, async () => {
      const named = /read-only: the user's setting files\.readonlyInclude names it/;
      const ways: (() => Promise<unknown>)[] = [
        () => workspace.checkTarget(at('kept.txt'), 'write'),
        () => workspace.checkTarget(at('absolute.md'), 'write'),
        () => workspace.applyEdit({ path: at('kept.txt'), before: 'a\nb\n', after: 'a\n' }),
        () => workspace.applyEdit({ path: at('mixed.txt'), before: 'a\r\nb\n', after: 'x\r\nb\n' }),
        () => workspace.applyEdit({ path: at('new.txt'), before: null, after: 'new\n' }),
        () => workspace.applyEdit({ path: at('kept.txt'), before: 'a\nb\n', after: null }),
        () => workspace.renameFile({ path: at('kept.txt') }, { path: at('moved.txt') }, () => {}),
        () => workspace.renameFile({ path: at('free.txt') }, { path: at('new.md') }, () => {}),
        () => workspace.writeBytes({ path: at('kept.txt') }, Buffer.from('a\nb\n'), Buffer.from('x')),
        () => workspace.writeBytes({ path: at('kept.txt') }, Buffer.from('a\nb\n'), null),
      ];
      for (const way of ways) await assert.rejects(way(), named);
      assert.equal(await workspace.applyEdit({ path: at('free.txt'), before: 'free\n', after: 'freed\n' }), 'applied');
      await withSetting('readonlyExclude', { '**/kept.txt': true }, async () => {
        assert.equal(await workspace.applyEdit({ path: at('kept.txt'), before: 'a\nb\n', after: 'a\n' }), 'applied');
      });
    });
    assert.equal(await readFile(at('mixed.txt'), 'utf8'), 'a\r\nb\n');
    await assert.rejects(stat(at('new.txt')), { code: 'ENOENT' });
    assert.equal(await readFile(at('kept.txt'), 'utf8'), 'a\n');
  });

  it('that an editor shows read-only say so', async () => {
    await writeFile(at('a.txt'), 'a\n');
    await show(at('a.txt'));
    await vscode.commands.executeCommand('workbench.action.files.setActiveEditorReadonlyInSession');
    await assert.rejects(
      workspace.applyEdit({ path: at('a.txt'), before: 'a\n', after: 'b\n' }),
      /may be read-only in its editor/,
    );
    await vscode.commands.executeCommand('workbench.action.files.resetActiveEditorReadonlyInSession');
    assert.equal(await workspace.applyEdit({ path: at('a.txt'), before: 'a\n', after: 'b\n' }), 'applied');
  });

  it('that are no regular files are refused at once', async function () {
    if (process.platform === 'win32') this.skip();
    execFileSync('mkfifo', ['pipe'], { cwd: folder.path });
    const pipe = at('pipe');
    for (const work of [
      () => workspace.stat(pipe),
      () => workspace.readText(pipe),
      () => workspace.readBytes(pipe),
      () => workspace.currentBytes(pipe),
      () => workspace.checkEdit({ path: pipe, before: '', after: 'a' }),
      () => workspace.applyEdit({ path: pipe, before: '', after: 'a' }),
      () => workspace.writeBytes({ path: pipe }, null, Buffer.from('a')),
      async () => workspace.listFiles(await workspace.resolve(pipe), { depth: 1, limit: 1 }, signal),
    ])
      await assert.rejects(work(), /is a named pipe/);
  });

  it('that follow a rename are saved, but never one that the user types in', async () => {
    await writeFile(at('util.txt'), 'util\n');
    await writeFile(at('one.txt'), "import './util';\n");
    await writeFile(at('two.txt'), "import './util';\nwritten\n");
    const typed = await show(at('two.txt'));
    // As a language server does it.
    const server = vscode.workspace.onWillRenameFiles((event) => {
      const edit = new vscode.WorkspaceEdit();
      for (const name of ['one.txt', 'two.txt'])
        edit.replace(vscode.Uri.file(at(name)), new vscode.Range(0, 10, 0, 14), 'tools');
      event.waitUntil(Promise.resolve(edit));
    });
    const typing = vscode.workspace.onDidRenameFiles(async () => {
      await type(typed, (edit) => edit.insert(new vscode.Position(1, 7), ' by hand'));
    });
    const also: Record<string, boolean> = {};
    const renamed = await workspace.renameFile(
      { path: at('util.txt') },
      { path: at('tools.txt') },
      (file, _, saved) => {
        also[path.basename(file)] = saved;
      },
    );
    server.dispose();
    typing.dispose();
    assert.equal(renamed, 'applied');
    assert.deepEqual(also, { 'one.txt': true, 'two.txt': false });
    assert.equal(await readFile(at('one.txt'), 'utf8'), "import './tools';\n");
    assert.equal(await readFile(at('two.txt'), 'utf8'), "import './util';\nwritten\n");
    assert.equal(typed.document.getText(), "import './tools';\nwritten by hand\n");
    assert.equal(typed.document.isDirty, true);
  });
});

describe('a search in VS Code', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  after(() => workspace.dispose());

  it('reads files in the encodings of files.encoding, also those of a language', async () => {
    await using folder = await testFolder();
    await writeFile(path.join(folder.path, 'a.txt'), Buffer.from('d6d0cec40a', 'hex'));
    await writeFile(path.join(folder.path, 'b.json'), '"中文"\n');
    const find = async () => {
      const query = {
        pattern: '中文',
        regex: false,
        caseSensitive: true,
        multiline: false,
        secrets: false,
        context: 0,
      };
      const { lines } = await workspace.searchText(
        { ...query, place: await workspace.resolve(folder.path) },
        () => {},
        signal,
      );
      return lines.map((line) => `${path.basename(line.path)}: ${line.text}`);
    };
    assert.deepEqual(await find(), ['b.json: "中文"']);
    await withSetting('encoding', 'gbk', async () => {
      await waitFor('the setting', async () => (await find()).includes('a.txt: 中文'));
      await withSetting(
        'encoding',
        'utf8',
        async () => assert.deepEqual(await find(), ['a.txt: 中文', 'b.json: "中文"']),
        'json',
      );
    });
  });
});
