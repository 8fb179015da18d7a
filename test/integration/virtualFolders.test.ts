import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { isVirtual, virtualPath } from '../../src/vscode/workspace/virtualFolders.ts';

/** A file system of one file that is on no disk. */
class OneFile implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch = () => new vscode.Disposable(() => {});
  stat = () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: 5 });
  readFile = () => new TextEncoder().encode('text\n');
  readDirectory = () => [];
  createDirectory = () => {};
  writeFile = () => {};
  delete = () => {};
  rename = () => {};
}

describe('folders on no disk', () => {
  const folder = (text: string, name: string, index = 0) => ({ uri: vscode.Uri.parse(text), name, index });
  const far = folder('nodisk://host/project', 'project');
  const near = folder('file:///work/project', 'near', 1);

  it('are told from those on one', () => {
    assert.equal(isVirtual([far]), true);
    assert.equal(isVirtual([far, near]), false);
    assert.equal(isVirtual([]), false);
    // The window of the tests has a folder on disk.
    assert.equal(isVirtual(), false);
  });

  it('have files that are read in an editor, under their paths', async () => {
    const provider = vscode.workspace.registerFileSystemProvider('nodisk', new OneFile());
    try {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse('nodisk://host/project/src/a.txt'));
      assert.equal(document.getText(), 'text\n');
      assert.equal(virtualPath(document.uri, [far]), 'src/a.txt');
      assert.equal(virtualPath(document.uri, [far, near]), 'project/src/a.txt');
    } finally {
      provider.dispose();
    }
  });

  it('hold nothing that is elsewhere', () => {
    for (const other of [
      'file:///project/a',
      'nodisk://other/project/a',
      'nodisk://host/project2/a',
      'git://host/project/a',
    ])
      assert.equal(virtualPath(vscode.Uri.parse(other), [far]), undefined, other);
  });
});
