import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { unwantedCharacter } from '../../../../src/tools/common/controlCharacters.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { runTool } from '../runTool.ts';

const NOTEBOOK = JSON.stringify({ cells: [{ cell_type: 'code', source: ['x = 1'], metadata: {} }], nbformat: 4 });

/** A text that a file cannot get, and what the model is told of it. */
const CASES: Record<string, [string, RegExp]> = {
  'a NUL': ['const end = "\0";', /U\+0000.*in the file, write "\\\\u0000"/],
  'a NUL in the place of a letter': ['caf\0e9', /“é” was meant/],
  'a word boundary': ['/\bword\b/', /U\+0008.*a backslash and the letter b are written "\\\\b"/],
  'a form feed': ['C:\foo', /U\+000C.*the letter f/],
  'an escape': ['echo "\x1b[31m"', /U\+001B.*write "\\\\u001b"/],
  'a dash that lost its first digits': ['one \x14 two', /U\+0014.*“—” was meant/],
  'a quote that lost its first digits': ['it\x19s', /“’” was meant/],
  'a DEL': ['a\x7fb', /U\+007F/],
};

describe('characters that cannot be seen', () => {
  after(removeTempFolders);

  for (const [name, [text, expected]] of Object.entries(CASES)) {
    it(`get into no file: ${name}`, async () => {
      const folder = await tempFolder({ 'a.ts': 'one\nold\n', 'n.ipynb': NOTEBOOK });
      const workspace = new FolderWorkspace(folder);
      const notebook = { path: 'n.ipynb', cell: 1, source: text };
      const calls: [string, object][] = [
        ['edit_file', { path: 'a.ts', edits: [{ old_text: 'old', new_text: text }] }],
        ['write_file', { path: 'a.ts', content: `one\n${text}\n` }],
        ['write_file', { path: 'new.ts', content: text }],
        ['edit_notebook', { ...notebook, action: 'replace' }],
        ['edit_notebook', { ...notebook, action: 'insert' }],
      ];
      for (const [tool, args] of calls)
        await assert.rejects(runTool(workspace, tool, args), (error: Error) => {
          assert.match(error.message, expected);
          assert.match(error.message, /^Line \d+ of .*Nothing was changed\.$/);
          return true;
        });
      assert.equal(await readFile(path.join(folder, 'a.ts'), 'utf8'), 'one\nold\n');
      assert.equal(await workspace.stat(path.join(folder, 'new.ts')), undefined);
    });
  }

  it('may stay where a file has them, and move in it', async () => {
    const folder = await tempFolder({ 'a.c': 'int a;\n\f\nint b;\n' });
    const workspace = new FolderWorkspace(folder);
    const edits = [{ old_text: 'int b;', new_text: 'int b;\n\f\nint c;' }];
    await runTool(workspace, 'edit_file', { path: 'a.c', edits });
    assert.equal(await readFile(path.join(folder, 'a.c'), 'utf8'), 'int a;\n\f\nint b;\n\f\nint c;\n');
  });

  it('are not tabs, line ends, what Latin-1 had, nor whole emoji', async () => {
    assert.equal(unwantedCharacter('', '\ta\r\nb\rc\u0085\u009f\u00a0\u2028\ud83d\ude00\ufeff'), undefined);
  });

  it('never get into a file that did not have them', () => {
    const char = fc.integer({ min: 0, max: 0x9f }).map((code) => String.fromCharCode(code));
    const text = fc.array(char).map((chars) => chars.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const added = [...after].filter(
          (one) => /[^\t\n\r\x20-\x7e\x80-\u{10ffff}]/u.test(one) && !before.includes(one),
        );
        assert.equal(unwantedCharacter(before, after)?.char, added[0]);
      }),
    );
  });

  it('get into no name of a new file', async () => {
    const workspace = new FolderWorkspace(await tempFolder({ 'a.ts': 'a' }));
    for (const name of ['src\test.ts', 'src\new.ts', 'lib\bin.ts'])
      await assert.rejects(runTool(workspace, 'write_file', { path: name, content: 'x' }), /write \/ in paths/);
    await assert.rejects(runTool(workspace, 'rename_file', { path: 'a.ts', to: 'src\tables.ts' }), /write \/ in paths/);
  });
});
