import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Git } from '../../src/util/system/git.ts';
import { attachPath, attachSymbol } from '../../src/vscode/prompts/mentions/attachFiles.ts';
import { Completions } from '../../src/vscode/prompts/mentions/completions.ts';
import { FileList } from '../../src/vscode/prompts/mentions/fileList.ts';
import { TerminalOutput } from '../../src/vscode/prompts/mentions/terminalOutput.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { show, testFolder, type } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

describe('what is mentioned', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));

  it('is found by its name as it stands, listed anew as a mention begins', async () => {
    await using folder = await testFolder();
    const terminal = new TerminalOutput();
    try {
      const suggestions = new Completions(workspace, new Git(() => true), new FileList(workspace), terminal);
      const paths = async (query: string) =>
        (await suggestions.find(query)).flatMap(({ mention }) => (mention?.type === 'file' ? [mention.path] : []));
      assert.deepEqual(await paths('unmistakable'), []);
      await writeFile(path.join(folder.path, 'unmistakable.txt'), 'x');
      await waitFor('the file to be listed', async () => {
        await suggestions.find('');
        return (await paths('unmistak'))[0]?.endsWith('/unmistakable.txt');
      });
    } finally {
      terminal.dispose();
    }
  });

  it('is attached as the editor has it: unsaved text, line ends, empty files, large ones by name, folders as an outline', async () => {
    await using folder = await testFolder();
    const file = (name: string) => path.join(folder.path, name);
    await mkdir(file('sub'));
    await writeFile(file('sub/a.ts'), 'export function one() {}\r\nexport function two() {\r\n  return 2;\r\n}\r\n');
    await writeFile(file('empty.txt'), '');
    await writeFile(file('large.txt'), 'x'.repeat(40_000));
    const editor = await show(file('sub/a.ts'));
    await type(editor, (edit) => edit.insert(new vscode.Position(0, 0), '// unsaved\r\n'));

    const attached = await attachPath(workspace, file('sub/a.ts'));
    assert.ok(attached?.type === 'file' && attached.text?.startsWith('// unsaved'));
    const empty = await attachPath(workspace, file('empty.txt'));
    assert.ok(empty?.type === 'file' && empty.text === '');
    const large = await attachPath(workspace, file('large.txt'));
    assert.ok(large?.type === 'file' && large.text === undefined);
    const outline = await attachPath(workspace, folder.path);
    assert.ok(outline?.type === 'folder' && /sub\/ \(1\)[\s\S]*a\.ts/.test(outline.text));
    const symbol = await waitFor('the language tools', async () => {
      const found = await attachSymbol(workspace, { name: 'two', path: file('sub/a.ts'), startLine: 3, endLine: 3 });
      return found?.type === 'selection' && found.endLine === 5 ? found : undefined;
    });
    assert.equal(symbol.text, 'export function two() {\n  return 2;\n}');
    assert.equal(symbol.symbol, 'two');
    await assert.rejects(attachPath(workspace, file('none.txt')), /There is no file/);
  });
});
