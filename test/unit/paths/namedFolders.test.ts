import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import type { WorkspaceFolder } from '../../../src/agent/contracts/workspace.ts';
import { nameFolders } from '../../../src/vscode/workspace/nameFolders.ts';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';
import { runTool } from '../tools/runTool.ts';

/** Folders in each other, beside each other, of one name, of the other case, called like a folder in another one. */
const FOLDERS = [
  'one/app',
  'two/app',
  'one',
  'two',
  'one/app/src',
  'src',
  'App',
  'x/one/app',
  'a b/app',
  'a\u00A0b/app',
  'deep/two/app/lib',
  'deep/x/one',
];

/** What people write as a folder's name in a workspace file. */
const NAMES = [
  'app',
  'one',
  'two',
  'src',
  'one/app',
  'x/one',
  '.',
  '..',
  '~',
  ' app',
  'App',
  'a b',
  'a\u00A0b',
  '',
  '/',
  'C:',
];

const FILES = ['f.txt', 'src/f.txt', 'app/f.txt', 'app/src/f.txt', '.hidden/f.txt', 'two/f.txt', 'deep er/f é.txt'];

describe('workspace folders', () => {
  let root: string;
  let everything: string[];

  before(async () => {
    root = await tempFolder();
    for (const folder of FOLDERS) {
      for (const file of FILES) {
        const at = path.join(root, folder, file);
        await mkdir(path.dirname(at), { recursive: true });
        await writeFile(at, `needle ${folder}/${file}\n`);
      }
    }
    everything = [...new Set(FOLDERS.flatMap((folder) => FILES.map((file) => path.join(root, folder, file))))];
    await symlink('../one/app/f.txt', path.join(root, 'two', 'link.txt'));
  });
  after(removeTempFolders);

  const some = fc.uniqueArray(fc.constantFrom(...FOLDERS), { minLength: 2, maxLength: 5 }).chain((folders) =>
    fc.tuple(
      ...folders.map((folder) =>
        fc.record({
          path: fc.constant(folder),
          name: fc.oneof(fc.constant(path.basename(folder)), fc.constantFrom(...NAMES)),
        }),
      ),
    ),
  );
  const opened = (folders: readonly WorkspaceFolder[]) =>
    new FolderWorkspace(...folders.map(({ name, path: folder }) => ({ name, path: path.join(root, folder) })));

  it('have names of which each leads to one folder alone', () => {
    fc.assert(
      fc.property(some, (folders) => {
        const names = opened(folders)
          .folders()
          .map(({ name }) => name);
        assert.equal(new Set(names).size, names.length);
        for (const one of names)
          for (const other of names) assert(one === other || path.isAbsolute(one) || !other.startsWith(`${one}/`));
      }),
      { numRuns: 500 },
    );
  });

  it('of any names: what is shown of a file leads back to it', async () => {
    await fc.assert(
      fc.asyncProperty(some, fc.constantFrom(...everything), async (folders, file) => {
        const workspace = opened(folders);
        const found = await workspace.resolve(file);
        const back = await workspace.resolve(found.path);
        assert.deepEqual(back, found);
        assert.equal(back.realPath, file);
      }),
      { numRuns: 150 },
    );
  });

  it('of any names: what a search shows leads back to the file that it found, each once', async () => {
    await fc.assert(
      fc.asyncProperty(some, async (folders) => {
        const workspace = opened(folders);
        const { lines } = await workspace.searchText(
          { pattern: 'needle', regex: false, caseSensitive: true, multiline: false, secrets: false, context: 0 },
          () => {},
          AbortSignal.timeout(20_000),
        );
        const wanted = everything.filter((file) =>
          workspace.folders().some((folder) => file.startsWith(folder.path + path.sep)),
        );
        assert.equal(lines.length, wanted.length);
        for (const { path: shown, text } of lines) {
          assert.equal(`needle ${path.relative(root, (await workspace.resolve(shown)).realPath)}`, text);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('keep their own names where these tell them apart', () => {
    const folders = ['one/app', 'two/web'].map((folder) => ({ name: path.basename(folder), path: `/w/${folder}` }));
    assert.deepEqual(nameFolders(folders), folders);
  });

  it('of one name are told apart by where they are', () => {
    const names = (...folders: string[]) =>
      nameFolders(folders.map((folder) => ({ name: path.posix.basename(folder), path: folder }))).map(
        ({ name }) => name,
      );
    assert.deepEqual(names('/w/one/app', '/w/two/app'), ['one/app', 'two/app']);
    assert.deepEqual(names('/w/one/app', '/w/two/app', '/w/one'), ['w/one/app', 'two/app', 'one']);
    assert.deepEqual(names('/app', '/w/app', '/v/w/app'), ['/app', '/w/app', 'v/w/app']);
  });

  it('of one name: read, edit and list reach the file that search showed', async () => {
    const workspace = new FolderWorkspace(path.join(root, 'one/app'), path.join(root, 'two/app'));
    const found = await runTool(workspace, 'search_text', { pattern: 'needle two/app/f.txt' });
    assert.equal(found.text, 'two/app/f.txt\n1: needle two/app/f.txt');
    assert.equal((await runTool(workspace, 'read_file', { path: 'two/app/f.txt' })).text, '1\tneedle two/app/f.txt');
    const { requests } = await runTool(
      workspace,
      'edit_file',
      { path: 'two/app/f.txt', edits: [{ old_text: 'needle', new_text: 'thread' }] },
      { decisions: [{ type: 'rejected' }] },
    );
    assert(requests[0]?.type === 'edit');
    assert.equal(requests[0].realPath, path.join(root, 'two/app/f.txt'));
    assert.match((await runTool(workspace, 'list_files', {})).text, /^one\/app\/\ntwo\/app\/$/m);
    await assert.rejects(runTool(workspace, 'read_file', { path: 'app/f.txt' }), /one\/app, two\/app/);
  });
});

describe('a folder within another one', () => {
  afterEach(removeTempFolders);

  it('tells nothing of what the outer folder keeps from the model, and nothing twice', async () => {
    const outer = await tempFolder({
      '.kimiignore': 'inner/private\n',
      'inner/private/a.txt': 'needle\n',
      'inner/b.txt': 'needle\n',
      'c.txt': 'needle\n',
    });
    const workspace = new FolderWorkspace(outer, { name: 'inner', path: path.join(outer, 'inner') });
    const label = path.basename(outer);
    const found = await runTool(workspace, 'search_text', { pattern: 'needle', show: 'files' });
    assert.deepEqual(found.text.split('\n').sort(), [`${label}/c.txt`, 'inner/b.txt'].sort());
    assert.equal((await workspace.resolve('inner/private/a.txt')).excluded, true);
    assert.equal((await workspace.resolve(`${label}/inner/private/a.txt`)).excluded, true);
    const listed = await runTool(workspace, 'list_files', { path: label });
    assert.equal(listed.text, '.kimiignore\nc.txt\ninner/\ninner/b.txt');
  });

  it('is searched by its real name where a link leads to it, so that what is kept from the model stays so', async () => {
    const folder = await tempFolder({
      '.kimiignore': 'real/private\n',
      'real/private/a.txt': 'needle\n',
      'real/b.txt': 'needle\n',
    });
    await symlink('real', path.join(folder, 'link'));
    const { text } = await runTool(new FolderWorkspace(folder), 'search_text', { pattern: 'needle', path: 'link' });
    assert.equal(text, 'real/b.txt\n1: needle');
  });
});
