import assert from 'node:assert/strict';
import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { WindowWrites, type WriteWatch } from '../../src/session/checkpoints/windowWrites.ts';
import { followEditorWrites } from '../../src/vscode/workspace/edits/editorWrites.ts';
import { change, show, testFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

describe('what VS Code writes for the user', () => {
  const windowWrites = new WindowWrites();
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let root: string;
  let watch: WriteWatch;
  let following: vscode.Disposable;

  beforeEach(async () => {
    following = followEditorWrites(windowWrites);
    folder = await testFolder();
    root = await realpath(folder.path);
    watch = windowWrites.watch();
  });

  afterEach(async () => {
    watch.close();
    following.dispose();
    await folder[Symbol.asyncDispose]();
  });

  const at = (name: string) => path.join(root, name);

  /** What each file of the folder held before and after its writes, once as many are done. */
  const written = async (count: number) => {
    const ours = async () => [...(await watch.writes())].filter(([file]) => file.startsWith(root));
    await waitFor('the writes', async () => {
      const all = (await ours()).flatMap(([, list]) => list);
      return all.length >= count && all.every(({ endedAt }) => endedAt !== Number.POSITIVE_INFINITY);
    });
    const text = (held: Buffer | null | undefined) => held?.toString() ?? held;
    const told = (await ours()).map(([file, list]) => {
      return [path.relative(root, file), ...list.map(({ before, after }) => [text(before), text(after)])];
    });
    return told.sort();
  };

  it('is known when a text is saved, with what it took the place of', async () => {
    await writeFile(at('a.txt'), 'on disk\n');
    const editor = await show(at('a.txt'));
    await change(editor, 'typed\n');
    await editor.document.save();
    assert.deepEqual(await written(1), [['a.txt', ['on disk\n', 'typed\n']]]);
  });

  it('is known when it is saved without asking anybody, and when nobody asked for it', async () => {
    await writeFile(at('a.txt'), 'on disk\n');
    await writeFile(at('b.txt'), 'on disk\n');
    await change(await show(at('a.txt')), 'typed\n');
    await vscode.commands.executeCommand('workbench.action.files.saveWithoutFormatting');
    assert.deepEqual(await written(1), [['a.txt', [undefined, 'typed\n']]]);
    const files = vscode.workspace.getConfiguration('files');
    await files.update('autoSave', 'afterDelay', vscode.ConfigurationTarget.Global);
    await files.update('autoSaveDelay', 100, vscode.ConfigurationTarget.Global);
    try {
      await change(await show(at('b.txt')), 'typed\n');
      assert.deepEqual((await written(2)).at(-1), ['b.txt', ['on disk\n', 'typed\n']]);
    } finally {
      await files.update('autoSave', undefined, vscode.ConfigurationTarget.Global);
      await files.update('autoSaveDelay', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('is known when a notebook is saved', async () => {
    const cell = { cell_type: 'code', source: ['1'], metadata: {}, outputs: [], execution_count: null };
    await writeFile(at('a.ipynb'), JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }));
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(at('a.ipynb')));
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [vscode.NotebookEdit.deleteCells(new vscode.NotebookRange(0, 1))]);
    await vscode.workspace.applyEdit(edit);
    await notebook.save();
    const [first] = await written(1);
    assert.equal(first?.[0], 'a.ipynb');
    assert.equal(first?.[1]?.[1], await readFile(at('a.ipynb'), 'utf8'));
  });

  it('is known when files and folders are created, renamed and deleted in the window', async () => {
    await writeFile(at('a.txt'), 'a\n');
    await writeFile(at('gone.txt'), 'gone\n');
    await mkdir(at('deep'));
    const edit = new vscode.WorkspaceEdit();
    const uri = (name: string) => vscode.Uri.file(at(name));
    edit.createFile(uri('new.txt'), { contents: Buffer.from('new\n') });
    edit.renameFile(uri('a.txt'), uri('b.txt'));
    edit.renameFile(uri('deep'), uri('other'));
    edit.deleteFile(uri('gone.txt'));
    assert(await vscode.workspace.applyEdit(edit));
    assert.deepEqual(await written(6), [
      ['a.txt', ['a\n', null]],
      ['b.txt', [null, 'a\n']],
      ['deep', [undefined, null]],
      ['gone.txt', ['gone\n', null]],
      ['new.txt', [null, 'new\n']],
      ['other', [null, undefined]],
    ]);
  });
});
