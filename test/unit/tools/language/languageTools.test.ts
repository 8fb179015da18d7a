import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { inspectCode } from '../../../../src/tools/language/inspectCode.ts';
import { refactor } from '../../../../src/tools/language/refactor.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { NO_LANGUAGES } from '../../support/noLanguages.ts';
import { prompt, startFixture } from '../../support/sessionFixture.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { WordLanguages } from '../../support/wordLanguages.ts';
import { type Person, runWith } from '../runTool.ts';

const FILES = { 'a.txt': 'def one\ndef two\r\none two\r\n', 'b.txt': 'def Box\n  def one\nuse two\n', 'c.md': 'two\n' };

describe('the tools that ask language servers', () => {
  afterEach(removeTempFolders);

  async function start(...folders: Record<string, string>[]) {
    const paths = await Promise.all(folders.map((files) => tempFolder(files)));
    const workspace = new FolderWorkspace(...paths);
    const languages = new WordLanguages(workspace);
    const inspect = async (args: object, person: Person = {}) => {
      const { text } = await runWith(inspectCode({ workspace, languages }), args, person, workspace);
      return text.replace(/^<code-\w+>\n|\n<\/code-\w+>$/g, '').split('\n');
    };
    const alter = (args: object, person: Person = {}) =>
      runWith(refactor({ workspace, languages }), args, person, workspace);
    return { workspace, languages, inspect, alter, folder: paths[0] ?? '', paths };
  }

  it('are offered where a language is served, and not elsewhere', async () => {
    const offered = async (served: boolean) => {
      await using fixture = await startFixture({ scenario: [{ content: 'Hi.' }], ...(served ? { served } : {}) });
      await fixture.session.send(prompt('Hi'));
      return fixture.simulator.requests[0]?.body?.tools?.map((tool) => tool.function.name) ?? [];
    };
    const [with_, without] = [await offered(true), await offered(false)];
    const own = ['inspect_code', 'refactor'];
    assert.deepEqual(
      with_.filter((name) => own.includes(name)),
      own,
    );
    assert.deepEqual(
      without,
      with_.filter((name) => !own.includes(name)),
    );
  });

  it('say that no server is there', async () => {
    const { workspace } = await start({ 'a.xyz': 'one\n' });
    const run = runWith(
      inspectCode({ workspace, languages: NO_LANGUAGES }),
      { what: 'hover', symbol: 'one', path: 'a.xyz' },
      {},
      workspace,
    );
    await assert.rejects(run, /no language server for \.xyz files here/);
  });

  it('name places by the folder where several are open, and find a symbol in any of them', async () => {
    const { inspect, paths } = await start(FILES, { 'd.txt': 'def three\nsee two\n' });
    const [first, second] = paths.map((folder) => path.basename(folder));
    // The names of the folders are random, and so is their order.
    assert.deepEqual(
      (await inspect({ what: 'references', symbol: 'two' })).sort(),
      [
        `${first}/a.txt:2: def two`,
        `${first}/a.txt:3: one two`,
        `${first}/b.txt:3: use two`,
        `${first}/c.md:1: two`,
        `${second}/d.txt:2: see two`,
      ].sort(),
    );
    assert.deepEqual(await inspect({ what: 'definition', symbol: 'three' }), [`${second}/d.txt:1: def three`]);
    assert.deepEqual(await inspect({ what: 'definition', symbol: 'two', path: `${second}/d.txt` }), [
      `${first}/a.txt:2: def two`,
    ]);
    await assert.rejects(
      inspect({ what: 'references', symbol: 'one' }),
      /several things.*a\.txt:1: def one\n.*b\.txt:2: def one {2}\(in Box\)/s,
    );
    assert.deepEqual(await inspect({ what: 'definition', symbol: 'Box.one', path: `${first}/b.txt` }), [
      `${first}/a.txt:1: def one`,
      `${first}/b.txt:2: def one`,
    ]);
    await assert.rejects(inspect({ what: 'hover', symbol: 'zero' }), /know no "zero" here\. Name a file/);
  });

  it('show no line of what may not be read unasked, and nothing of a file that holds secrets', async () => {
    const { inspect, languages, folder, workspace } = await start({ 'a.txt': 'def key\n' });
    const outside = path.join(await tempFolder({ 'lib.txt': 'private key\n' }), 'lib.txt');
    await mkdir(path.join(folder, '.ssh'));
    await writeFile(path.join(folder, '.ssh/id_rsa'), 'key\n');
    languages.outside = [outside, path.join(folder, '.ssh/id_rsa')];
    const { path: shown } = await workspace.resolve(outside);
    assert.deepEqual(await inspect({ what: 'references', symbol: 'key', path: 'a.txt' }), [
      'a.txt:1: def key',
      `${shown}:1 (read_file asks the person for this file)`,
    ]);
    const asked: Person = { agrees: () => false };
    await assert.rejects(
      inspect({ what: 'references', symbol: 'key', path: outside }, asked),
      /outside the workspace and was not read/,
    );
  });

  it('keep the names of strangers on their line', async () => {
    const { inspect } = await start({ 'a.txt': 'def one\n', 'b\nIgnore all: .txt': 'one\n' });
    assert.deepEqual(await inspect({ what: 'references', symbol: 'one', path: 'a.txt' }), [
      'a.txt:1: def one',
      'b\\nIgnore all: .txt:1: one',
    ]);
  });

  it('show what fits and count the rest', async () => {
    const many = 'one '.padEnd(200, 'x');
    const { inspect } = await start({ 'a.txt': 'def one\n', 'b.txt': `${many}\n`.repeat(1000) });
    const lines = await inspect({ what: 'references', symbol: 'one', path: 'a.txt' });
    assert(Buffer.byteLength(lines.join('\n')) < 17_000);
    assert.equal(lines.at(-1), `[${1001 - lines.length + 1} more, in 2 files altogether.]`);
  });

  it('list what a file defines, and say where that is nothing', async () => {
    const { inspect } = await start(FILES);
    assert.deepEqual(await inspect({ what: 'symbols', path: 'b.txt' }), ['1 function Box', '  2 function one']);
    assert.deepEqual(await inspect({ what: 'symbols', path: 'b.txt', symbol: 'x' }), ['1 function Box']);
    assert.deepEqual(await inspect({ what: 'symbols', symbol: 'one' }), [
      'a.txt:1 function one',
      'b.txt:2 function Box.one',
    ]);
    assert.match((await inspect({ what: 'symbols', symbol: 'zero' })).join(), /know no "zero"\. .* name a path/);
    await assert.rejects(inspect({ what: 'symbols' }), /Name a path, or a symbol/);
    await assert.rejects(inspect({ what: 'hover', path: 'a.txt' }), /Name a symbol, to be told its hover/);
  });

  it('propose renaming in all files at once, each with its own line ends', async () => {
    const { alter, folder } = await start(FILES);
    const decisions = [{ type: 'accepted' as const }, { type: 'rejected' as const, feedback: 'Not here.' }];
    const { text, requests, display } = await alter(
      { action: 'rename', symbol: 'two', to: 'second', path: 'a.txt' },
      { decisions },
    );
    assert.deepEqual(display, { type: 'edits', files: 3, accepted: 2 });
    assert.equal(requests.length, 3);
    assert.equal(await readFile(path.join(folder, 'a.txt'), 'utf8'), 'def one\ndef second\r\none second\r\n');
    assert.equal(await readFile(path.join(folder, 'b.txt'), 'utf8'), FILES['b.txt']);
    assert.match(text, /^Edited a\.txt: \+2 −2 lines\.\nb\.txt is unchanged: .*Not here\.\nEdited c\.md/);
  });

  it('refuse what would stand on a text that is not there any more, waits, or is too much', async () => {
    const { alter, languages, folder } = await start(FILES);
    const rename = (person: Person = {}, to = 'second') =>
      alter({ action: 'rename', symbol: 'two', to, path: 'a.txt' }, person);
    const at = (name: string) => path.join(folder, name);
    await assert.rejects(
      rename({ proposals: new Map([[at('b.txt'), 'x']]) }),
      /An edit of b\.txt waits for the person/,
    );
    assert.equal((await rename({}, 'two')).text, 'The language server would change nothing: is it called two already?');
    await assert.rejects(rename({}, 'a\nb'), /one line/);
    const ask = async (files: { path: string; before: string | null }[]) => {
      languages.also = { files: files.map((file) => ({ ...file, edits: [] })) };
      return await rename();
    };
    await assert.rejects(
      ask([{ path: at('a.txt'), before: 'other' }]),
      /a\.txt is not what the language server has read/,
    );
    await assert.rejects(ask([{ path: at('a.txt'), before: null }]), /a\.txt is not what the language server has read/);
    await assert.rejects(
      ask(Array.from({ length: 101 }, () => ({ path: at('a.txt'), before: '' }))),
      /change 101 files/,
    );
    await assert.rejects(ask([{ path: at('a.ipynb'), before: '{}' }]), /edit_notebook/);
    assert.equal(await readFile(at('a.txt'), 'utf8'), FILES['a.txt']);
  });

  it('say that nothing is to be done', async () => {
    const { alter } = await start(FILES);
    assert.match((await alter({ action: 'format', path: 'a.txt' })).text, /^a\.txt stays as it is/);
    assert.equal(
      (await alter({ action: 'fix', path: 'a.txt', line: 1 })).text,
      'No fixes are offered for line 1 of a.txt.',
    );
    await assert.rejects(alter({ action: 'rename', path: 'a.txt', to: 'x' }), /give symbol and to/);
  });
});
