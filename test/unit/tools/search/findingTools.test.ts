import assert from 'node:assert/strict';
import { rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { runTool } from '../runTool.ts';

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
      assert.match(
        text,
        /^\.hidden\n1: needle\nsrc\/a\.ts\n1: one Needle\n\[Results 1-2 of 5\. Go on with offset 2, or narrow/,
      );
      assert.deepEqual(display, { ...display, matches: 5, truncated: false });
      const last = await search({ pattern: 'needle', limit: 2, offset: 4 });
      assert.equal(last.text, 'ünï/c d.md\n1: größer 🎉 needle\n[Results 5-5 of 5.]');
      assert.equal((await search({ pattern: 'needle', offset: 5 })).text, '[There are 5, so none at offset 5.]');
    });

    it('pages through many results without missing or repeating one', async () => {
      const lines = Array.from({ length: 3000 }, (_, index) => `needle ${index} ${'.'.repeat(90)}`).join('\n');
      const many = new FolderWorkspace(await tempFolder({ 'a.txt': lines, 'b.txt': lines }));
      const seen: string[] = [];
      for (let offset: number | undefined = 0; offset !== undefined; ) {
        const { text } = await search({ pattern: 'needle', limit: 1000, offset }, many);
        assert(Buffer.byteLength(text) < 31_000);
        seen.push(...[...text.matchAll(/^\d+: needle (\d+) /gm)].map(([, number]) => number ?? ''));
        const next: string | undefined = /Go on with offset (\d+)/.exec(text)?.[1];
        offset = next === undefined ? undefined : Number(next);
      }
      const numbers = Array.from({ length: 3000 }, (_, index) => String(index));
      assert.deepEqual(seen, [...numbers, ...numbers]);
    });

    it('shows the lines around each match, apart where others are between', async () => {
      const text = Array.from({ length: 20 }, (_, index) => (index === 4 || index === 15 ? 'needle' : `l${index + 1}`));
      const place = new FolderWorkspace(await tempFolder({ 'a.txt': text.join('\n') }));
      assert.equal(
        (await search({ pattern: 'needle', context: 1 }, place)).text,
        'a.txt\n4- l4\n5: needle\n6- l6\n--\n15- l15\n16: needle\n17- l17',
      );
      assert.match(
        (await search({ pattern: 'needle', context: 1, limit: 1, offset: 1 }, place)).text,
        /^a\.txt\n15- l15\n16: needle\n17- l17\n/,
      );
      assert.equal((await search({ pattern: 'needle', context: 20 }, place)).text.split('\n').length, 21);
    });

    it('lists the files alone, and with how often they match', async () => {
      const place = new FolderWorkspace(await tempFolder({ 'b.txt': 'needle needle\nneedle\n', 'a.txt': 'needle' }));
      assert.equal((await search({ pattern: 'needle', show: 'files' }, place)).text, 'a.txt\nb.txt');
      const counted = await search({ pattern: 'needle', show: 'counts' }, place);
      assert.equal(counted.text, 'a.txt: 1\nb.txt: 3');
      assert.deepEqual(counted.display, { type: 'search', query: 'needle', matches: 4, files: 2, truncated: false });
    });

    it('matches over line ends, and by type of file', async () => {
      const files = { 'a.ts': 'start {\r\n  one\r\n}\r\n', 'a.py': 'start {\n}\n' };
      const place = new FolderWorkspace(await tempFolder(files));
      const query = { pattern: 'start \\{.*?\\}', regex: true, multiline: true };
      assert.equal((await search({ ...query, type: 'ts' }, place)).text, 'a.ts\n1: start {\n2:   one\n3: }');
      assert.equal((await search({ pattern: 'start', type: 'py' }, place)).text, 'a.py\n1: start {');
      await assert.rejects(search({ pattern: 'start', type: 'nonsense' }, place), /unrecognized file type: nonsense/);
    });

    it('leaves out what .kimiignore names, from wherever it looks', async () => {
      const files = {
        '.kimiignore': '/src/secret/\n*.log\n',
        'src/secret/a.txt': 'needle',
        'src/open/secret/b.txt': 'needle',
        'src/open/c.log': 'needle',
      };
      const place = new FolderWorkspace(await tempFolder(files));
      for (const path of [undefined, 'src', 'src/open']) {
        assert.equal((await search({ pattern: 'needle', path }, place)).text, 'src/open/secret/b.txt\n1: needle');
      }
      assert.equal(
        (await runTool(place, 'list_files', { path: 'src' })).text,
        'open/\nopen/secret/\nopen/secret/b.txt',
      );
      assert.equal((await runTool(place, 'find_files', { name: 'src' })).text, 'src/open/secret/b.txt');
    });

    it('leaves out files that hold secrets, unless they are named', async () => {
      const files = {
        '.env': 'TOKEN=1',
        '.env.example': 'TOKEN=',
        'deploy/server.key': 'TOKEN',
        '.ssh/config': 'TOKEN',
      };
      const place = new FolderWorkspace(await tempFolder({ ...files, 'a.txt': 'TOKEN' }));
      assert.equal((await search({ pattern: 'TOKEN' }, place)).text, '.env.example\n1: TOKEN=\na.txt\n1: TOKEN');
      assert.equal((await search({ pattern: 'TOKEN', show: 'files', glob: '*.{key,env}' }, place)).text, 'No matches.');
      assert.equal((await search({ pattern: 'TOKEN', show: 'counts', path: 'deploy' }, place)).text, 'No matches.');
      const { text, requests } = await search({ pattern: 'TOKEN', path: '.env' }, place);
      assert.equal(text, '.env\n1: TOKEN=1');
      assert.deepEqual(requests, [{ type: 'read', ...(await place.resolve('.env')) }]);
    });

    it('passes binary files by', async () => {
      const late = Buffer.concat([Buffer.from(`needle\n${'x\n'.repeat(200_000)}`), Buffer.from([0, 0, 10])]);
      const place = await tempFolder({ 'a.bin': 'needle\0\0', 'z.txt': 'needle' });
      await writeFile(path.join(place, 'late.bin'), late);
      const { text } = await search({ pattern: 'needle' }, new FolderWorkspace(place));
      assert.match(text, /(^|\n)z\.txt\n1: needle$/);
      assert.doesNotMatch(text, /a\.bin|WARNING/);
    });

    it('tells how much was found while it searches', async () => {
      const { progress } = await search({ pattern: 'needle' });
      assert.match(progress, /^1\n/);
    });

    it("gives ripgrep's words for an invalid pattern", async () => {
      await assert.rejects(search({ pattern: '(open', regex: true }), /unclosed group/);
    });

    it('says what is missing: the path, the folder', async () => {
      await assert.rejects(search({ pattern: 'x', path: 'sro' }), /sro does not exist.*src\//);
      await assert.rejects(search({ pattern: 'x' }, new FolderWorkspace()), /No folder is open/);
      const gone = await tempFolder();
      await rm(gone, { recursive: true });
      await assert.rejects(search({ pattern: 'x' }, new FolderWorkspace(gone)), /there is no folder/);
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

    it('shows the place of a match in a line of 40 MB, and every other', async () => {
      const line = `${'é'.repeat(8_000_000)}needle${'ü'.repeat(8_000_000)}`;
      const big = new FolderWorkspace(
        await tempFolder({ 'big.json': `${line}\n{}\nneedle\n`, 'small.txt': 'needle\n' }),
      );
      const { text, display } = await search({ pattern: 'needle' }, big);
      const cut = `…${'é'.repeat(100)}needle${'ü'.repeat(394)}…`;
      assert.equal(text, `big.json\n1: ${cut}\n3: needle\nsmall.txt\n1: needle`);
      assert.deepEqual(display, { type: 'search', query: 'needle', matches: 3, files: 2, truncated: false });
      const start = 'é'.repeat(500);
      assert.equal((await search({ pattern: '{}', context: 1 }, big)).text, `big.json\n1- ${start}…\n2: {}\n3- needle`);
    });

    it('is not overwhelmed by a line of 16 million matches', async () => {
      const big = new FolderWorkspace(await tempFolder({ 'big.txt': 'x'.repeat(16_000_000) }));
      assert.equal((await search({ pattern: 'x' }, big)).text, `big.txt\n1: ${'x'.repeat(500)}…`);
      assert.equal((await search({ pattern: 'x', show: 'counts' }, big)).text, 'big.txt: 16000000');
    });

    it('ends when stopped', async () => {
      const signal = AbortSignal.abort(new Error('stopped'));
      await assert.rejects(runTool(workspace, 'search_text', { pattern: 'x' }, { signal }), /stopped/);
    });
  });

  describe('find_files', () => {
    const find = async (name: string, more: object = {}) =>
      (await runTool(workspace, 'find_files', { name, ...more })).text;

    it('by glob', async () => {
      assert.equal(await find('*.ts'), 'src/a.ts\nsrc/deep/er/b.ts');
      assert.equal(await find('deep/**/*.ts', { path: 'src' }), 'src/deep/er/b.ts');
      assert.equal(await find('*.rs'), 'No file has such a name.');
      await assert.rejects(find('{a'), /unclosed alternate group|error parsing glob/);
    });

    it('by a part of the path or its abbreviation, the best first', async () => {
      const names = ['user/serviceUtil.ts', 'user/service.ts', 'users/index.ts', 'src/[id]/page.tsx', 'service/x.txt'];
      const place = new FolderWorkspace(await tempFolder(Object.fromEntries(names.map((name) => [name, '']))));
      const best = async (name: string) => (await runTool(place, 'find_files', { name })).text.split('\n');
      assert.deepEqual(await best('service'), ['user/service.ts', 'user/serviceUtil.ts', 'service/x.txt']);
      assert.equal((await best('usrsvc'))[0], 'user/service.ts');
      assert.equal((await best('serutil'))[0], 'user/serviceUtil.ts');
      assert.equal((await best('[id] page'))[0], 'src/[id]/page.tsx');
      assert.deepEqual(await best('zzz'), ['No file has such a name.']);
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
