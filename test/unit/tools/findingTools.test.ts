import assert from 'node:assert/strict';
import { rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';
import { runTool } from './runTool.ts';

describe('the tools that find', function () {
  // The first use installs ripgrep's home, the VS Code server.
  this.timeout(180_000);
  let folder: string;
  let workspace: FolderWorkspace;
  before(async () => {
    folder = await tempFolder({
      '.gitignore': 'dist/\n',
      '.hidden': 'needle\n',
      '.git/config': 'needle\n',
      'dist/out.js': 'needle\n',
      'src/a.ts': 'one Needle\r\ntwo\r\n',
      'src/deep/er/b.ts': 'a.needle(1)\n',
      'src/wide.min.js': `${'x'.repeat(5000)}needle${'y'.repeat(5000)}\n`,
      'ünï/c d.md': 'größer 🎉 needle',
    });
    workspace = new FolderWorkspace(folder);
  });
  after(removeTempFolders);

  describe('search_text', () => {
    const search = (args: object, where = workspace) => runTool(where, 'search_text', args);

    it('finds plain text in every file that counts, case aside', async () => {
      const { text, display } = await search({ pattern: 'needle' });
      const wide = `1: …${'x'.repeat(100)}needle${'y'.repeat(394)}…`;
      assert.equal(
        text,
        `.hidden\n1: needle\nsrc/a.ts\n1: one Needle\nsrc/deep/er/b.ts\n1: a.needle(1)\nsrc/wide.min.js\n${wide}\nünï/c d.md\n1: größer 🎉 needle`,
      );
      assert.deepEqual(display, { type: 'search', query: 'needle', matches: 5, files: 5, truncated: false });
    });

    it('takes case, regular expressions, globs and paths into account', async () => {
      assert.equal((await search({ pattern: 'Needle', case_sensitive: true })).text, 'src/a.ts\n1: one Needle');
      assert.equal((await search({ pattern: 'a.needle(' })).text, 'src/deep/er/b.ts\n1: a.needle(1)');
      assert.equal((await search({ pattern: '(?<=one )n\\w+$', regex: true })).text, 'src/a.ts\n1: one Needle');
      assert.equal((await search({ pattern: 'needle', glob: 'src/deep/**' })).text, 'src/deep/er/b.ts\n1: a.needle(1)');
      assert.equal(
        (await search({ pattern: 'needle', path: 'src', glob: 'deep/**' })).text,
        'src/deep/er/b.ts\n1: a.needle(1)',
      );
      assert.equal((await search({ pattern: 'needle', path: 'src/a.ts' })).text, 'src/a.ts\n1: one Needle');
      assert.equal(
        (await search({ pattern: 'Needle\ntwo', case_sensitive: true, regex: true, path: 'src/a.ts' })).text,
        'No matches.',
      );
    });

    it('takes a pattern for a pattern, never for an option', async () => {
      assert.equal((await search({ pattern: '--files' })).text, 'No matches.');
      assert.equal((await search({ pattern: 'x', glob: '--pre=false' })).text, 'No matches.');
    });

    it('stops at the limit and says how to narrow it', async () => {
      const { text, display } = await search({ pattern: 'needle', limit: 2 });
      assert.match(text, /\n\[Cut after 2 lines\. Narrow it with path, glob/);
      assert.deepEqual(display, { ...display, matches: 2, truncated: true });
    });

    it("gives ripgrep's words for an invalid pattern", async () => {
      await assert.rejects(search({ pattern: '(open', regex: true }), /unclosed group/);
    });

    it('says what is missing: the path, the folder', async () => {
      await assert.rejects(search({ pattern: 'x', path: 'sro' }), /sro does not exist.*src\//);
      await assert.rejects(search({ pattern: 'x' }, new FolderWorkspace()), /No folder is open/);
      const gone = await tempFolder();
      await rm(gone, { recursive: true });
      await assert.rejects(search({ pattern: 'x' }, new FolderWorkspace(gone)), /no such file or directory/);
    });

    it('names the folder where there are several', async () => {
      const other = await tempFolder({ 'z.txt': 'needle' });
      const both = new FolderWorkspace(path.join(folder, 'src'), other);
      const name = path.basename(other);
      assert.match(
        (await search({ pattern: 'needle' }, both)).text,
        new RegExp(`^src/a\\.ts\n1: one Needle|${name}/z\\.txt\n1: needle`),
      );
      assert.equal((await search({ pattern: 'needle', path: `${name}/z.txt` }, both)).text, `${name}/z.txt\n1: needle`);
      assert.equal((await search({ pattern: 'one', path: 'src' }, both)).text, 'src/a.ts\n1: one Needle');
    });

    it('survives a match in a line of 40 MB', async () => {
      const big = await tempFolder({ 'big.json': `${'x'.repeat(40_000_000)}needle\n`, 'small.txt': 'needle\n' });
      const { text, display } = await search({ pattern: 'needle' }, new FolderWorkspace(big));
      assert.match(text, /^small\.txt\n1: needle\n\[Cut/);
      assert.deepEqual(display, { ...display, truncated: true });
    });

    it('ends when stopped', async () => {
      const signal = AbortSignal.abort(new Error('stopped'));
      await assert.rejects(runTool(workspace, 'search_text', { pattern: 'x' }, { signal }), /stopped/);
    });
  });

  describe('list_files', () => {
    const list = (args: object, where = workspace) => runTool(where, 'list_files', args);

    it('lists files and folders, without what git ignores', async () => {
      const { text, display } = await list({});
      assert.equal(
        text,
        '.gitignore\n.hidden\nsrc/\nsrc/a.ts\nsrc/deep/\nsrc/deep/er/\nsrc/wide.min.js\nünï/\nünï/c d.md',
      );
      assert.deepEqual(display, { type: 'list', path: '.', count: 9, truncated: false });
    });

    it('goes as deep as asked, from where it is asked', async () => {
      assert.equal((await list({ path: 'src', depth: 1 })).text, 'a.ts\ndeep/\nwide.min.js');
      assert.equal((await list({ path: 'src/deep', depth: 9 })).text, 'er/\ner/b.ts');
      assert.equal((await list({ path: 'dist' })).text, 'out.js');
    });

    it('shows the shallow first of too many, and says so', async () => {
      const files = Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`many/f${index}`, '']));
      const many = await tempFolder({ ...files, 'z/last.txt': '' });
      const { text, display } = await list({}, new FolderWorkspace(many));
      assert.match(text, /\nz\/\n\[Cut after 500 entries\./);
      assert.deepEqual(display, { ...display, count: 500, truncated: true });
    });

    it('says so of an empty folder, a file and nothing', async () => {
      const empty = new FolderWorkspace(await tempFolder());
      assert.match((await list({}, empty)).text, /^\. has no files/);
      await assert.rejects(list({ path: 'src/a.ts' }), /src\/a\.ts is a file: use read_file/);
      await assert.rejects(list({ path: 'nowhere' }), /nowhere does not exist/);
      await assert.rejects(list({}, new FolderWorkspace()), /No folder is open/);
    });

    it('names the folders where there are several', async () => {
      const both = new FolderWorkspace(path.join(folder, 'src'), path.join(folder, 'dist'));
      assert.equal((await list({}, both)).text, 'The workspace has these folders:\nsrc/\ndist/');
      assert.equal((await list({ path: 'dist' }, both)).text, 'out.js');
      await assert.rejects(
        list({ path: 'a.ts' }, both),
        /begin the path "a\.ts" with the name of one of them \(src, dist\)/,
      );
    });
  });

  describe('paths', () => {
    it('are judged by where links lead, also before that exists', async () => {
      const outside = await tempFolder({ 'there/x': '' });
      await symlink(path.join(outside, 'new.txt'), path.join(folder, 'dangling'));
      await symlink(path.join(outside, 'there'), path.join(folder, 'tunnel'));
      await symlink(path.join(folder, 'src'), path.join(folder, 'inward'));
      await symlink(path.join(folder, 'src'), path.join(outside, 'back'));
      const judge = async (written: string) => {
        const { path: shown, inside } = await workspace.resolve(written);
        return inside ? shown : `outside: ${shown}`;
      };
      assert.equal(await judge('dangling'), `outside: ${path.join(outside, 'new.txt')}`);
      assert.equal(await judge('tunnel/new/file'), `outside: ${path.join(outside, 'there/new/file')}`);
      assert.equal(await judge('inward/a.ts'), 'inward/a.ts');
      assert.equal(await judge(path.join(outside, 'back/a.ts')), 'src/a.ts');
      assert.equal(await judge('src/../../x'), `outside: ${path.join(path.dirname(folder), 'x')}`);
      assert.equal(await judge(`${folder}/`), '.');
      assert.equal(await judge(`${folder}-sibling/x`), `outside: ${folder}-sibling/x`);
    });
  });
});
