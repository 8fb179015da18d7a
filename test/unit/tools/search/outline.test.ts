import assert from 'node:assert/strict';
import path from 'node:path';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { runTool } from '../runTool.ts';

describe('outline', function () {
  // The first use installs ripgrep's home, the VS Code server.
  this.timeout(180_000);
  after(removeTempFolders);

  it('names folders with their counts, files with their sizes, and what the main ones define', async () => {
    const folder = await tempFolder({
      '.gitignore': 'dist/\n',
      'dist/out.js': 'x',
      'README.md': 'x'.repeat(100),
      'src/index.ts': 'x',
      'src/deep/big.ts': 'x'.repeat(2000),
    });
    const workspace = new FolderWorkspace(folder);
    workspace.defined.set(path.join(folder, 'src/index.ts'), ['activate', 'deactivate']);
    const { text, display } = await runTool(workspace, 'outline', {});
    assert.equal(
      text,
      'src/ (2)\n  deep/ (1)\n    big.ts 2 KB\n  index.ts 1 bytes: activate, deactivate\n.gitignore 6 bytes\nREADME.md 100 bytes',
    );
    assert.deepEqual(display, { type: 'list', path: '.', count: 4, truncated: false });
    assert.equal((await runTool(workspace, 'outline', { path: 'src/deep' })).text, 'big.ts 2 KB');
  });

  it('keeps to its budget, the top of the tree first', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 2000 }, (_, index) => [`area${index % 10}/part${index % 100}/file${index}.ts`, '']),
    );
    const folder = await tempFolder(files);
    const workspace = new FolderWorkspace(folder);
    for (const file of Object.keys(files)) workspace.defined.set(path.join(folder, file), ['one', 'two', 'three']);
    for (const tokens of [200, 1000, 8000]) {
      const { text } = await runTool(workspace, 'outline', { tokens });
      assert(Buffer.byteLength(text) <= 4 * tokens, `${Buffer.byteLength(text)} bytes`);
      assert.match(text, /^area0\/ \(200\)$/m);
      assert.match(text, /^area9\/ \(200\)$/m);
    }
    assert.match((await runTool(workspace, 'outline', { tokens: 8000 })).text, /file\d+\.ts 0 bytes: one, two, three/);
  });

  it('names the first of very many files in a folder', async () => {
    const files = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`f${index}.txt`, '']));
    const { text } = await runTool(new FolderWorkspace(await tempFolder(files)), 'outline', {});
    assert.match(text, /\n… 70 more files$/);
  });

  it('says so where not even the top fits', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`folder${index}/f.txt`, '']));
    const { text } = await runTool(new FolderWorkspace(await tempFolder(files)), 'outline', { tokens: 200 });
    assert.match(text, /^300 files, with 300 folders and 0 files at the top: allow more tokens/);
  });

  it('begins with the folders where there are several, and says so of an empty one', async () => {
    const one = await tempFolder({ 'a.txt': '' });
    const two = await tempFolder({ 'b.txt': '' });
    const both = await runTool(new FolderWorkspace(one, two), 'outline', {});
    assert.match(both.text, new RegExp(`${path.basename(one)}/ \\(1\\)\\n {2}a\\.txt 0 bytes`));
    assert.equal(
      (await runTool(new FolderWorkspace(await tempFolder()), 'outline', {})).text,
      'The workspace has no files, or all of them are ignored.',
    );
  });
});
