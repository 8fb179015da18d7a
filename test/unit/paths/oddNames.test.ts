import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';
import { runTool } from '../tools/runTool.ts';

describe('a name that is not written as it is on disk', () => {
  let folder: string;
  let workspace: FolderWorkspace;
  beforeEach(async () => {
    folder = await tempFolder();
    workspace = new FolderWorkspace(folder);
  });
  afterEach(removeTempFolders);

  const put = async (name: string, text = 'old\n') => {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  };

  const ODD: [string, string, string][] = [
    ['a narrow blank', 'Screenshot 9.41.07\u202FAM.txt', 'Screenshot 9.41.07 AM.txt'],
    ['a hard blank in a folder', 'Meine\u00A0Dateien/brief.txt', 'Meine Dateien/brief.txt'],
    ['a thin blank', 'a\u2009b.txt', 'a b.txt'],
    ['an ideographic blank', '報告\u3000最終.txt', '報告 最終.txt'],
    ['decomposed letters', 'Cafe\u0301/re\u0301sume\u0301.txt'.normalize('NFD'), 'Café/résumé.txt'],
    ['a decomposed Korean name', '한국어.txt'.normalize('NFD'), '한국어.txt'],
    ['composed letters, written decomposed', 'Đặng.txt', 'Đặng.txt'.normalize('NFD')],
    ['wide letters', 'ＡＢＣ.txt', 'ABC.txt'],
    ['a line end', 'two\nlines.txt', 'two\\nlines.txt'],
  ];

  for (const [what, onDisk, written] of ODD) {
    it(`is read, edited, listed and searched: ${what}`, async () => {
      await put(onDisk);
      assert.equal((await workspace.resolve(written)).path, onDisk);
      assert.equal((await runTool(workspace, 'read_file', { path: written })).text, '1\told');
      const edits = [{ old_text: 'old', new_text: 'new' }];
      const { requests } = await runTool(workspace, 'edit_file', { path: written, edits });
      assert(requests[0]?.type === 'edit');
      assert.equal(requests[0].path, onDisk);
      assert.equal(await readFile(path.join(folder, onDisk), 'utf8'), 'new\n');
      assert.match((await runTool(workspace, 'search_text', { pattern: 'new', path: written })).text, /1: new$/);
      await runTool(workspace, 'write_file', { path: written, content: 'written\n' });
      assert.equal(await readFile(path.join(folder, onDisk), 'utf8'), 'written\n');
      assert.deepEqual(await readdir(folder), [onDisk.split('/')[0]]);
    });
  }

  it('is none where two entries could be meant, and where one has the name itself', async () => {
    await put('a\u00A0b.txt', 'hard\n');
    await put('a\u2009b.txt', 'thin\n');
    await assert.rejects(runTool(workspace, 'read_file', { path: 'a b.txt' }), /does not exist/);
    await put('a b.txt', 'plain\n');
    assert.equal((await runTool(workspace, 'read_file', { path: 'a b.txt' })).text, '1\tplain');
    assert.equal((await runTool(workspace, 'read_file', { path: 'a\u2009b.txt' })).text, '1\tthin');
  });

  it('stays as it is written where nothing has such a name', async () => {
    await runTool(workspace, 'write_file', { path: 'neu\u00A0da/Café.txt', content: 'x\n' });
    assert.deepEqual(await readdir(path.join(folder, 'neu\u00A0da')), ['Café.txt']);
  });

  it('is called as it is on disk where the file system knows both, but a link keeps its own name', async () => {
    await put('src/a.txt');
    // As a file system without cases has it: a folder that can be named in both ways.
    await symlink('src', path.join(folder, 'SRC'));
    assert.equal((await workspace.resolve('SRC/a.txt')).path, 'src/a.txt');
    await symlink('a.txt', path.join(folder, 'src/A.txt'));
    assert.equal((await workspace.resolve('src/A.txt')).path, 'src/A.txt');
  });

  it('is judged by what it leads to', async () => {
    const outside = await tempFolder({ 'secret.txt': 'secret\n' });
    await symlink(path.join(outside, 'secret.txt'), path.join(folder, 'a\u00A0link.txt'));
    assert.equal((await workspace.resolve('a link.txt')).inside, false);
    await put('.kimiignore', 'geheim\u202Fx.txt\n');
    await put('geheim\u202Fx.txt');
    assert.equal((await workspace.resolve('geheim x.txt')).excluded, true);
  });

  it('of any blanks and compositions: the shown name leads back', async () => {
    const part = fc
      .array(
        fc.constantFrom('a', 'é', 'e\u0301', ' ', '\u00A0', '\u202F', '\u3000', '~', '[x]', '{y}', '\n', 'ﬁ', '.'),
        {
          minLength: 1,
          maxLength: 6,
        },
      )
      .map((characters) => characters.join(''))
      .filter((name) => !/^\.{1,2}$/.test(name));
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 1, maxLength: 3 }), async (parts) => {
        const here = await tempFolder();
        const file = path.join(here, ...parts, 'f.txt');
        await mkdir(path.dirname(file), { recursive: true });
        await writeFile(file, '');
        const place = new FolderWorkspace(here);
        const shown = (await place.resolve(file)).path;
        assert.equal((await place.resolve(shown)).realPath, file);
        const told = await runTool(place, 'find_files', { name: '**/f.txt' });
        assert.equal((await place.resolve(told.text)).realPath, file, JSON.stringify(told.text));
      }),
      { numRuns: 40, examples: [[['~\na', 'a']], [['~', 'a']]] },
    );
  });
});

describe('a glob', () => {
  afterEach(removeTempFolders);
  const files = {
    'app/[slug]/page.tsx': 'needle\n',
    'app/[slug]/deep/a.ts': 'needle\n',
    'app/[[...all]]/page.tsx': 'needle\n',
    'app/s/page.tsx': 'needle\n',
    'app/[id].tsx': 'needle\n',
    'app/i.tsx': 'needle\n',
    'app/{x,y}/page.tsx': 'needle\n',
    'app/x/page.tsx': 'needle\n',
    'lib/a.js': 'needle\n',
    'lib/a.ts': 'needle\n',
  };
  const GLOBS: [string, string[]][] = [
    ['app/[slug]/**', ['app/[slug]/deep/a.ts', 'app/[slug]/page.tsx']],
    ['**/[slug]/*.tsx', ['app/[slug]/page.tsx']],
    ['app/[[...all]]/*', ['app/[[...all]]/page.tsx']],
    ['app/[id]*', ['app/[id].tsx']],
    ['app/{x,y}/*', ['app/{x,y}/page.tsx']],
    ['lib/a.[jt]s', ['lib/a.js', 'lib/a.ts']],
    ['app/[sx]/page.*', ['app/s/page.tsx', 'app/x/page.tsx']],
    ['lib/*.{js,ts}', ['lib/a.js', 'lib/a.ts']],
    ['app/[slug]/{page,deep/a}.{ts,tsx}', ['app/[slug]/deep/a.ts', 'app/[slug]/page.tsx']],
  ];

  for (const [glob, wanted] of GLOBS) {
    it(`takes a part that is there as it is written for a name: ${glob}`, async () => {
      const workspace = new FolderWorkspace(await tempFolder(files));
      const found = await runTool(workspace, 'find_files', { name: glob.includes('*') ? glob : `${glob}*` });
      assert.deepEqual(found.text.split('\n'), wanted);
      const searched = await runTool(workspace, 'search_text', { pattern: 'needle', glob, show: 'files' });
      assert.deepEqual(searched.text.split('\n'), wanted);
    });
  }

  it('is relative to the folder that is searched, and may leave out', async () => {
    const workspace = new FolderWorkspace(await tempFolder(files));
    const inApp = await runTool(workspace, 'find_files', { name: '[slug]/*', path: 'app' });
    assert.equal(inApp.text, 'app/[slug]/page.tsx');
    const others = { pattern: 'needle', glob: '![slug]/**', path: 'app', show: 'files' };
    const { text } = await runTool(workspace, 'search_text', others);
    assert(!text.includes('[slug]') && text.includes('app/s/page.tsx'), text);
  });
});
