import assert from 'node:assert/strict';
import { link, mkdir, mkdtemp, readdir, readFile, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Git } from '../../src/util/system/git.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { change, show, testFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

describe('a file that an editor has open by another name', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  after(() => workspace.dispose());
  let folder: Awaited<ReturnType<typeof testFolder>>;
  const at = (name: string) => path.join(folder.path, name);

  beforeEach(async () => {
    folder = await testFolder();
    await mkdir(at('real'));
    await writeFile(at('real/a.txt'), 'on disk\n');
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  const NAMES: [string, string, () => Promise<void>][] = [
    ['a link', 'other.txt', () => symlink('real/a.txt', at('other.txt'))],
    ['a link to its folder', 'other/a.txt', () => symlink('real', at('other'))],
    ['a hard link', 'other.txt', () => link(at('real/a.txt'), at('other.txt'))],
  ];

  for (const [what, other, make] of NAMES) {
    it(`is read, changed and saved there, with what is unsaved: ${what}`, async () => {
      await make();
      const editor = await show(at('real/a.txt'));
      await change(editor, 'typed\n');
      assert.equal(await workspace.readText(at(other)), 'typed\n');
      assert.equal(workspace.hasUnsavedChanges(at(other)), true);
      assert.equal(String(await workspace.currentBytes(at(other))), 'typed\n');
      await assert.rejects(
        workspace.applyEdit({ path: at(other), before: 'typed\n', after: null }),
        /has unsaved changes/,
      );
      const conflict = await workspace.applyEdit({ path: at(other), before: 'on disk\n', after: 'x\n' });
      assert.equal(conflict, 'conflict');
      assert.equal(editor.document.getText(), 'typed\n');
      const applied = await workspace.applyEdit({ path: at(other), before: 'typed\n', after: 'typed\nmore\n' });
      assert.equal(applied, 'applied');
      assert.equal(editor.document.getText(), 'typed\nmore\n');
      assert.equal(editor.document.isDirty, false);
      assert.equal(await readFile(at('real/a.txt'), 'utf8'), 'typed\nmore\n');
    });
  }

  it('is brought back there too, where it holds what is unsaved', async () => {
    await symlink('real/a.txt', at('other.txt'));
    const editor = await show(at('real/a.txt'));
    await change(editor, 'typed\n');
    const written = await workspace.writeBytes(
      { path: at('other.txt') },
      Buffer.from('typed\n'),
      Buffer.from('before\n'),
    );
    assert.equal(written, 'applied');
    assert.equal(await readFile(at('real/a.txt'), 'utf8'), 'before\n');
    await waitFor('the editor to follow', () => editor.document.getText() === 'before\n' && !editor.document.isDirty);
  });

  it('is told of by its real path as it changes', async () => {
    await symlink('real', at('other'));
    const told: string[] = [];
    const end = workspace.onDidChangeFile((file) => told.push(file));
    await change(await show(at('other/a.txt')), 'typed\n');
    const real = await realpath(at('real/a.txt'));
    await waitFor('the change', () => told.includes(real));
    end();
  });
});

describe('a path that leads elsewhere than when a write was judged', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  after(() => workspace.dispose());
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let outside: string;
  const at = (name: string) => path.join(folder.path, name);
  const before = 'one\n';

  beforeEach(async () => {
    folder = await testFolder();
    outside = await mkdtemp(path.join(tmpdir(), 'ask-kimi-outside-'));
    await mkdir(at('dir'));
    for (const file of [at('dir/a.txt'), at('top.txt'), path.join(outside, 'a.txt')]) await writeFile(file, before);
  });
  afterEach(async () => {
    await folder[Symbol.asyncDispose]();
    await rm(outside, { recursive: true, force: true });
  });

  const swap = async () => {
    await rename(at('dir'), at('aside'));
    await symlink(outside, at('dir'));
  };
  const target = async (name: string) => {
    const { absolutePath, realPath } = await workspace.resolve(at(name));
    return { path: absolutePath, realPath };
  };

  it('is written by nothing', async () => {
    const [file, made, deep, top] = [
      await target('dir/a.txt'),
      await target('dir/new.txt'),
      await target('dir/x/y.txt'),
      await target('top.txt'),
    ];
    await swap();
    for (const write of [
      () => workspace.applyEdit({ ...file, before, after: 'two\n' }),
      () => workspace.applyEdit({ ...file, before, after: 'mixed\r\nends\n' }),
      () => workspace.applyEdit({ ...file, before, after: null }),
      () => workspace.applyEdit({ ...made, before: null, after: 'new\n' }),
      () => workspace.applyEdit({ ...deep, before: null, after: 'new\n' }),
      () => workspace.writeBytes(file, Buffer.from(before), Buffer.from('x')),
      () => workspace.writeBytes(file, Buffer.from(before), null),
      () => workspace.writeBytes(made, null, Buffer.from('x')),
      () => workspace.renameFile(file, top, () => {}),
      () => workspace.renameFile(top, made, () => {}),
    ])
      await assert.rejects(write, /leads to/);
    assert.deepEqual(await readdir(outside), ['a.txt']);
    assert.equal(await readFile(path.join(outside, 'a.txt'), 'utf8'), before);
    assert(vscode.workspace.textDocuments.every(({ isDirty }) => !isDirty));
  });

  it('keeps an open editor as it is', async () => {
    const file = await target('dir/a.txt');
    const { document } = await show(at('dir/a.txt'));
    await swap();
    await assert.rejects(workspace.applyEdit({ ...file, before, after: 'two\n' }), /leads to/);
    assert.equal(document.getText(), before);
    assert.equal(document.isDirty, false);
  });
});
