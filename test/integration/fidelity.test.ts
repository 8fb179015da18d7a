import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Git } from '../../src/util/system/git.ts';
import { messageOf } from '../../src/vscode/ui/errorMessages.ts';
import { bytesForEditor, textFromEditor } from '../../src/vscode/workspace/edits/fileText.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { change, show, testFolder } from './support/testFolder.ts';

/** "naïve café – x" as Windows-1252 has it: no UTF-8. */
const CP1252 = Buffer.from('na\xefve caf\xe9 \x96 x\r\nsecond\r\n', 'latin1');

describe('an edited file', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let file: string;
  const settings = () => vscode.workspace.getConfiguration('files');
  const set = (name: string, value: unknown) => settings().update(name, value, vscode.ConfigurationTarget.Workspace);

  beforeEach(async () => {
    folder = await testFolder();
    file = path.join(folder.path, 'a.txt');
  });

  afterEach(async () => {
    for (const name of ['encoding', 'autoGuessEncoding']) await set(name, undefined);
    await folder[Symbol.asyncDispose]();
  });

  /** Edits the file's text, and compares all its bytes with those of the same edit made by hand. */
  async function edits(bytes: Buffer, edit: (text: string) => string, wanted: Buffer): Promise<void> {
    // VS Code refuses to save over a file that is newer than what an editor has read of it.
    const there = await readFile(file).catch(() => undefined);
    if (!there?.equals(bytes)) await writeFile(file, bytes);
    const before = await workspace.readText(file);
    await workspace.checkEdit({ path: file, before, after: edit(before) });
    assert.equal(await workspace.applyEdit({ path: file, before, after: edit(before) }), 'applied');
    assert.deepEqual(await readFile(file), wanted);
  }

  for (const opened of [false, true]) {
    describe(opened ? 'in an open editor' : 'that no editor shows', () => {
      const edited = async (bytes: Buffer, from: string, to: string, wanted: Buffer) => {
        await writeFile(file, bytes);
        if (opened) await show(file);
        await edits(bytes, (text) => text.replace(from, to), wanted);
      };

      it('keeps Windows-1252, as set', async () => {
        await set('encoding', 'windows1252');
        const wanted = Buffer.from(CP1252.toString('latin1').replace('second', '\x80uro'), 'latin1');
        await edited(CP1252, 'second', '€uro', wanted);
      });

      it('keeps Windows-1252, as guessed', async () => {
        await set('autoGuessEncoding', true);
        const bytes = Buffer.from(`${CP1252.toString('latin1').repeat(40)}\xfcber\r\n`, 'latin1');
        await edited(
          bytes,
          'über',
          'unter',
          Buffer.from(bytes.toString('latin1').replace('\xfcber', 'unter'), 'latin1'),
        );
      });

      it('keeps the byte order mark of UTF-8', async () => {
        await edited(Buffer.from('\uFEFFgrün\n'), 'grün', 'blau', Buffer.from('\uFEFFblau\n'));
      });

      it('keeps UTF-16 of either order', async () => {
        const little = (text: string) => Buffer.from(`\uFEFF${text}`, 'utf16le');
        await edited(little('grün\nx\n'), 'x', 'ü', little('grün\nü\n'));
        file = path.join(folder.path, 'b.txt');
        await edited(little('grün\nx\n').swap16(), 'x', 'ü', little('grün\nü\n').swap16());
      });

      it('keeps mixed line endings on the lines that do not change, and a mark with them', async () => {
        await edited(Buffer.from('\uFEFFa\r\nb\nc\rd\r\n'), 'b', 'x\ny', Buffer.from('\uFEFFa\r\nx\ny\nc\rd\r\n'));
      });

      it('keeps mixed line endings in Windows-1252', async () => {
        await set('encoding', 'windows1252');
        await edited(Buffer.from('\xe9\r\nb\n', 'latin1'), 'b', 'ü', Buffer.from('\xe9\r\n\xfc\n', 'latin1'));
      });

      it('ends as it ended, with or without a line ending', async () => {
        await edited(Buffer.from('a\nb'), 'a', 'x', Buffer.from('x\nb'));
        file = path.join(folder.path, 'b.txt');
        await edited(Buffer.from('a\nb\n'), 'a', 'x', Buffer.from('x\nb\n'));
      });
    });
  }

  it('is proposed in all its characters, whatever encoding the settings name', async () => {
    for (const [name, value] of Object.entries({ encoding: 'windows1252', autoGuessEncoding: true })) {
      await set(name, value);
      file = path.join(folder.path, `${name}.txt`);
      // What an editor makes of a proposal's bytes shows as well with a file.
      await writeFile(file, bytesForEditor('naïve → 日本\n', vscode.Uri.file(file)));
      const { document } = await show(file);
      assert.equal(document.getText(), 'naïve → 日本\n');
      const typing = new vscode.WorkspaceEdit();
      typing.insert(document.uri, new vscode.Position(0, 0), '→ ');
      await vscode.workspace.applyEdit(typing);
      await document.save();
      assert.equal(textFromEditor(await readFile(file)), '→ naïve → 日本\n');
      await set(name, undefined);
    }
  });

  it('refuses characters that its encoding does not have, and changes nothing', async () => {
    await set('encoding', 'windows1252');
    await writeFile(file, CP1252);
    const before = await workspace.readText(file);
    const edit = { path: file, before, after: before.replace('second', 'a → b') };
    await assert.rejects(workspace.checkEdit(edit), /windows1252, has no “→” \(U\+2192\)/);
    await assert.rejects(workspace.applyEdit(edit), /windows1252/);
    assert.deepEqual(await readFile(file), CP1252);
  });

  it('refuses a new file with characters that the encoding for it does not have', async () => {
    await set('encoding', 'windows1252');
    await assert.rejects(workspace.checkEdit({ path: file, before: null, after: 'a → b' }), /U\+2192/);
    await workspace.checkEdit({ path: file, before: null, after: 'é' });
    assert.equal(await workspace.applyEdit({ path: file, before: null, after: 'é' }), 'applied');
    assert.deepEqual(await readFile(file), Buffer.from([0xe9]));
  });

  it('is refused where its bytes would not come back', async () => {
    await writeFile(file, CP1252);
    const before = await workspace.readText(file);
    const edit = { path: file, before, after: before.replace('second', 'third') };
    await assert.rejects(workspace.checkEdit(edit), /read as utf8, it has bytes that are no text.*files\.encoding/s);
    await assert.rejects(workspace.applyEdit(edit), /cannot be edited/);
    assert.deepEqual(await readFile(file), CP1252);
  });

  it('is refused with mixed line endings and unsaved changes', async () => {
    await writeFile(file, 'a\r\nb\nc\n');
    const { document } = await typed('typed\nb\n');
    const before = await workspace.readText(file);
    const edit = { path: file, before, after: `${before}more\n` };
    await assert.rejects(workspace.checkEdit(edit), /mixed line endings and unsaved changes/);
    await assert.rejects(workspace.applyEdit(edit), /mixed line endings/);
    assert.equal(document.isDirty, true);
    assert.equal(await readFile(file, 'utf8'), 'a\r\nb\nc\n');
  });

  it('is not deleted with unsaved changes', async () => {
    await writeFile(file, 'a\n');
    const { document } = await typed('typed\n');
    const edit = { path: file, before: await workspace.readText(file), after: null };
    await assert.rejects(workspace.checkEdit(edit), /unsaved changes, which would be lost/);
    // The model is told to ask the user, and the user what to do.
    const refused = await workspace.applyEdit(edit).catch((error: unknown) => error);
    assert.match(String(refused), /Ask the person to save or revert it first/);
    assert.match(messageOf(refused), /has unsaved changes\. Save or revert it first\.$/);
    assert.equal(document.getText(), 'typed\n');
  });

  async function typed(text: string): Promise<vscode.TextEditor> {
    const editor = await show(file);
    await change(editor, text);
    return editor;
  }
});
