import assert from 'node:assert/strict';
import { encodingArguments } from '../../../../../src/vscode/workspace/search/searchEncoding.ts';
import { FolderWorkspace } from '../../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../../support/tempFolder.ts';
import { runTool } from '../../../tools/runTool.ts';

const hex = (bytes: string) => Buffer.from(bytes, 'hex');

/** A line in an encoding, as VS Code's setting names that, and what is to be found in it. */
const LINES: Record<string, { encoding: string; bytes: Buffer; text: string; pattern: string }> = {
  GBK: { encoding: 'gbk', bytes: hex('2f2f20d6d0cec40a'), text: '// 中文', pattern: '中文' },
  'GB 18030': { encoding: 'gb18030', bytes: hex('2f2f20d6d0cec40a'), text: '// 中文', pattern: '文' },
  'Shift-JIS': { encoding: 'shiftjis', bytes: hex('232093fa967b8cea0a'), text: '# 日本語', pattern: '本語' },
  'EUC-JP': { encoding: 'eucjp', bytes: hex('2320c6fccbdcb8ec0a'), text: '# 日本語', pattern: '日本' },
  'EUC-KR': { encoding: 'euckr', bytes: hex('2320c7d1b1db0a'), text: '# 한글', pattern: '한글' },
  'KOI8-R': { encoding: 'koi8r', bytes: hex('d0d2c9d7c5d40a'), text: 'привет', pattern: 'ПРИВЕТ' },
  'Windows-1252': { encoding: 'windows1252', bytes: hex('636166e90a'), text: 'café', pattern: 'café' },
  'ISO 8859-2': { encoding: 'iso88592', bytes: hex('b6e7ea0a'), text: 'śçę', pattern: 'Śç' },
  'UTF-16 LE': {
    encoding: 'utf16le',
    bytes: Buffer.from('größe\n', 'utf16le'),
    text: 'größe',
    pattern: 'GRÖSSE|größe',
  },
};

describe('a search in files that are not in UTF-8', () => {
  after(removeTempFolders);

  for (const [name, { encoding, bytes, text, pattern }] of Object.entries(LINES)) {
    it(`finds and shows what is written in ${name}, by lines, files and counts`, async () => {
      const folder = await tempFolder({ 'src/a.txt': bytes, 'src/b.txt': 'nothing\n' });
      const workspace = new FolderWorkspace(folder);
      const search = { pattern, regex: true };
      assert.match((await runTool(workspace, 'search_text', search)).text, /^No matches/);
      workspace.encodings.set(folder, [{ encoding }]);
      assert.equal((await runTool(workspace, 'search_text', search)).text, `src/a.txt\n1: ${text}`);
      for (const [show, expected] of Object.entries({ files: 'src/a.txt', counts: 'src/a.txt: 1' }))
        assert.equal((await runTool(workspace, 'search_text', { ...search, show })).text, expected);
      assert.match(
        (await runTool(workspace, 'search_text', { ...search, path: 'src/a.txt' })).text,
        /^src\/a\.txt\n1: /,
      );
    });
  }

  it('reads each file in the encoding of its folder and its language', async () => {
    const [one, two] = [
      await tempFolder({ 'a.txt': hex('d6d0cec40a'), 'a.py': '中文\n', 'b.py': hex('d6d0cec40a') }),
      await tempFolder({ 'c.txt': '中文\n' }),
    ];
    const workspace = new FolderWorkspace(one, two);
    const isPython = (file: string) => file.endsWith('.py');
    workspace.encodings.set(one, [
      { encoding: 'gbk', reads: (file) => !isPython(file) },
      { encoding: 'utf8', reads: isPython },
    ]);
    const { text } = await runTool(workspace, 'search_text', { pattern: '中文', show: 'files' });
    const names = text.split('\n').map((file) => file.replace(/^.*\//, ''));
    assert.deepEqual(names.sort(), ['a.py', 'a.txt', 'c.txt']);
  });

  it('is as before where an encoding is not known to ripgrep', async () => {
    assert.deepEqual(encodingArguments('cp437'), []);
    const folder = await tempFolder({ 'a.txt': 'plain\n' });
    const workspace = new FolderWorkspace(folder);
    workspace.encodings.set(folder, [{ encoding: 'cp437' }]);
    assert.equal((await runTool(workspace, 'search_text', { pattern: 'plain' })).text, 'a.txt\n1: plain');
  });
});
