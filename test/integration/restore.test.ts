import assert from 'node:assert/strict';
import { readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { Git } from '../../src/util/system/git.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { change, show, testFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

describe('bytes that are brought back', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let file: string;

  beforeEach(async () => {
    folder = await testFolder();
    file = path.join(folder.path, 'a.txt');
  });

  afterEach(() => folder[Symbol.asyncDispose]());

  it('are compared with what saving would write, byte order mark and all', async () => {
    await writeFile(file, Buffer.from('\uFEFFon disk\r\n', 'utf16le'));
    assert.deepEqual(await workspace.currentBytes(file), await readFile(file));
    const editor = await show(file);
    await change(editor, 'typed\n');
    const bytes = await workspace.currentBytes(file);
    assert.equal(await workspace.writeBytes({ path: file }, await readFile(file), Buffer.from('x')), 'conflict');
    await editor.document.save();
    assert.deepEqual(bytes, await readFile(file));
  });

  it('replace unsaved changes that were seen, and the open editor follows', async () => {
    const mixed = Buffer.from('one\r\ntwo\nthr\xE9e', 'latin1');
    await writeFile(file, 'on disk\n');
    const editor = await show(file);
    await change(editor, 'typed\n');
    assert.equal(await workspace.writeBytes({ path: file }, Buffer.from('typed\n'), mixed), 'applied');
    assert.deepEqual(await readFile(file), mixed);
    await waitFor('the editor to follow', () => editor.document.getText().startsWith('one'));
    assert.equal(editor.document.isDirty, false);
  });

  it('of no file remove it, and its editor with it', async () => {
    await writeFile(file, 'on disk\n');
    const editor = await show(file);
    await change(editor, 'typed\n');
    assert.equal(await workspace.writeBytes({ path: file }, Buffer.from('typed\n'), null), 'applied');
    await assert.rejects(stat(file), /ENOENT/);
    await waitFor('the editor to close', () => editor.document.isClosed);
    assert.equal(await workspace.currentBytes(file), null);
  });

  it('are not formatted, although the person formats what they save', async () => {
    const settings = vscode.workspace.getConfiguration('files');
    await settings.update('insertFinalNewline', true, vscode.ConfigurationTarget.Global);
    await settings.update('trimTrailingWhitespace', true, vscode.ConfigurationTarget.Global);
    await writeFile(file, 'on disk\n');
    await show(file);
    const bytes = Buffer.from('trailing  \nno final newline');
    assert.equal(await workspace.writeBytes({ path: file }, Buffer.from('on disk\n'), bytes), 'applied');
    assert.deepEqual(await readFile(file), bytes);
    await settings.update('insertFinalNewline', undefined, vscode.ConfigurationTarget.Global);
    await settings.update('trimTrailingWhitespace', undefined, vscode.ConfigurationTarget.Global);
  });
});
