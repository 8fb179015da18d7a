import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { NotebookText } from '../../src/tools/files/notebook/notebookText.ts';
import { Git } from '../../src/util/system/git.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { testFolder } from './support/testFolder.ts';

const cell = (id: string, source: string) => ({
  cell_type: 'code',
  execution_count: 1,
  id,
  metadata: {},
  outputs: [{ name: 'stdout', output_type: 'stream', text: [`${id} said\n`] }],
  source: [source],
});
const NOTEBOOK = `${JSON.stringify(
  {
    cells: [cell('aaaa1111', 'x = 1'), cell('bbbb2222', 'y = 2')],
    metadata: { language_info: { name: 'python' } },
    nbformat: 4,
    nbformat_minor: 5,
  },
  undefined,
  1,
)}\n`;

describe('a notebook', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let file: string;
  const onDisk = () => readFile(file, 'utf8');
  const edited = (change: (notebook: NotebookText) => string) => {
    return { path: file, before: NOTEBOOK, after: change(new NotebookText(NOTEBOOK)) };
  };

  beforeEach(async () => {
    folder = await testFolder();
    file = path.join(folder.path, 'a.ipynb');
    await writeFile(file, NOTEBOOK);
  });

  afterEach(async () => {
    for (const notebook of vscode.workspace.notebookDocuments) if (notebook.isDirty) await notebook.save();
    await folder[Symbol.asyncDispose]();
  });

  async function open(): Promise<vscode.NotebookDocument> {
    const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
    await vscode.window.showNotebookDocument(notebook);
    return notebook;
  }

  it('that no editor shows is written to the byte', async () => {
    const edit = edited((notebook) => notebook.replace(0, 'x = 10'));
    assert.equal(await workspace.applyEdit(edit), 'applied');
    assert.equal(await onDisk(), NOTEBOOK.replace('x = 1', 'x = 10'));
  });

  it('in an editor is changed there and saved, with its outputs', async () => {
    const notebook = await open();
    assert.equal(await workspace.applyEdit(edited((text) => text.replace(1, 'y = 20'))), 'applied');
    assert.equal(notebook.cellAt(1).document.getText(), 'y = 20');
    assert.equal(notebook.isDirty, false);
    const { cells } = JSON.parse(await onDisk());
    // VS Code takes the number of a run away from a cell that is no longer what ran.
    assert.deepEqual(cells, [cell('aaaa1111', 'x = 1'), { ...cell('bbbb2222', 'y = 20'), execution_count: null }]);
  });

  it('in an editor gets new cells and loses old ones, and the others keep their outputs', async () => {
    const notebook = await open();
    const inserted = edited((text) => text.insert(1, 'markdown', '# New', 'cccc3333'));
    assert.equal(await workspace.applyEdit(inserted), 'applied');
    assert.deepEqual(
      notebook.getCells().map(({ document }) => document.getText()),
      ['x = 1', '# New', 'y = 2'],
    );
    const before = await onDisk();
    assert.deepEqual(JSON.parse(before).cells[2], cell('bbbb2222', 'y = 2'));
    assert.equal(
      await workspace.applyEdit({ path: file, before, after: new NotebookText(before).remove(0) }),
      'applied',
    );
    assert.equal(JSON.parse(await onDisk()).cells.length, 2);
    assert.equal(notebook.cellCount, 2);
  });

  it('with unsaved changes is left alone, with the reason', async () => {
    const notebook = await open();
    const typing = new vscode.WorkspaceEdit();
    typing.replace(notebook.cellAt(0).document.uri, new vscode.Range(0, 0, 0, 5), 'typed');
    await vscode.workspace.applyEdit(typing);
    assert.equal(notebook.isDirty, true);
    assert.equal(workspace.hasUnsavedChanges(file), true);
    assert.equal(await workspace.readText(file), NOTEBOOK.replace('x = 1', 'typed'), 'what is typed is what is read');
    const edit = edited((text) => text.replace(1, 'y = 20'));
    await assert.rejects(workspace.checkEdit(edit), /notebook .* has unsaved changes/);
    assert.equal(await workspace.applyEdit(edit), 'conflict');
    const unsaved = { ...edit, before: await workspace.readText(file) };
    await assert.rejects(workspace.applyEdit(unsaved), /unsaved changes/);
    await assert.rejects(workspace.checkEdit({ ...edit, after: null }), /unsaved changes/);
    assert.equal(notebook.cellAt(0).document.getText(), 'typed');
    assert.equal(await onDisk(), NOTEBOOK);
  });
});
