import assert from 'node:assert/strict';
import { readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { LocalizedError } from '../../src/session/localizedError.ts';
import { Git } from '../../src/util/system/git.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { runTool } from '../unit/tools/runTool.ts';
import { change, show, testFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

describe('writing', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  const signal = new AbortController().signal;
  let folder: Awaited<ReturnType<typeof testFolder>>;
  const made: vscode.Disposable[] = [];
  const at = (name: string) => path.join(folder.path, name);
  const onDisk = (name: string) => readFile(at(name), 'utf8');

  beforeEach(async () => {
    folder = await testFolder();
  });

  afterEach(async () => {
    for (const one of made.splice(0)) one.dispose();
    await folder[Symbol.asyncDispose]();
  });

  describe('a new name', () => {
    /** As a language server updates imports. */
    function followRenames(edits: Record<string, [string, string]>): void {
      made.push(
        vscode.workspace.onWillRenameFiles((event) => {
          const edit = new vscode.WorkspaceEdit();
          for (const [name, [from, to]] of Object.entries(edits)) {
            const range = new vscode.Range(0, 0, 0, from.length);
            edit.replace(vscode.Uri.file(at(name)), range, to);
          }
          event.waitUntil(Promise.resolve(edit));
        }),
      );
    }

    it('is followed by files that import it, which are told with their bytes from before and saved', async () => {
      await writeFile(at('a.txt'), 'text\n');
      await writeFile(at('user.txt'), 'import a\n');
      followRenames({ 'user.txt': ['import a', 'import b'] });
      const told: unknown[] = [];
      const result = await workspace.renameFile(
        { path: at('a.txt') },
        { path: at('new/b.txt') },
        (file, before, saved) => told.push([path.relative(folder.path, file), Buffer.from(before).toString(), saved]),
      );
      assert.equal(result, 'applied');
      assert.deepEqual(told, [['user.txt', 'import a\n', true]]);
      assert.deepEqual([await onDisk('new/b.txt'), await onDisk('user.txt')], ['text\n', 'import b\n']);
      await assert.rejects(stat(at('a.txt')), { code: 'ENOENT' });
    });

    it('leaves unsaved what the person has not saved: in what follows it, and in the file itself', async () => {
      await writeFile(at('a.txt'), 'text\n');
      await writeFile(at('user.txt'), 'import a\n');
      await change(await show(at('user.txt')), 'import a\ntyped\n');
      await change(await show(at('a.txt')), 'typed too\n');
      followRenames({ 'user.txt': ['import a', 'import b'] });
      const told: boolean[] = [];
      await workspace.renameFile({ path: at('a.txt') }, { path: at('b.txt') }, (_file, _before, saved) =>
        told.push(saved),
      );
      assert.deepEqual(told, [false]);
      assert.deepEqual([await onDisk('b.txt'), await onDisk('user.txt')], ['text\n', 'import a\n']);
      const texts = vscode.workspace.textDocuments.filter(({ isDirty }) => isDirty).map((open) => open.getText());
      assert.deepEqual(texts.sort(), ['import b\ntyped\n', 'typed too\n']);
    });

    it('is not taken where something is, nor given to what is gone', async () => {
      await writeFile(at('a.txt'), 'a\n');
      await writeFile(at('b.txt'), 'b\n');
      assert.equal(await workspace.renameFile({ path: at('a.txt') }, { path: at('b.txt') }, () => {}), 'conflict');
      assert.equal(await workspace.renameFile({ path: at('gone.txt') }, { path: at('c.txt') }, () => {}), 'conflict');
      assert.deepEqual([await onDisk('a.txt'), await onDisk('b.txt')], ['a\n', 'b\n']);
    });

    it('is refused where it cannot be told what is there, with why', async () => {
      await writeFile(at('a.txt'), 'a\n');
      await symlink('loop', at('loop'));
      await symlink('nowhere', at('dangling'));
      const names = await readdir(folder.path);
      const rename = (from: string, to: string) => workspace.renameFile({ path: at(from) }, { path: at(to) }, () => {});
      for (const [gone, why] of [
        ['a.txt/b', /a\.txt is a file and not a folder/],
        ['dangling', /dangling is a link to something that does not exist/],
        ['x'.repeat(300), /x is too long for a file/],
      ] as const) {
        assert.equal(await rename(gone, 'c.txt'), 'conflict');
        await assert.rejects(rename('a.txt', gone), (error) => {
          assert(error instanceof LocalizedError);
          assert.match(error.message, why);
          return true;
        });
      }
      const inFolder = (name: string) => `${path.basename(folder.path)}/${name}`;
      for (const [name, code] of [
        ['loop', 'ELOOP'],
        ['loop/b', 'ELOOP'],
      ] as const) {
        await assert.rejects(rename(name, 'c.txt'), { code });
        await assert.rejects(rename('a.txt', name), { code });
        const asked = { path: inFolder('a.txt'), to: inFolder(name) };
        await assert.rejects(
          runTool(workspace, 'rename_file', asked),
          new RegExp(`^Error: ${code}: `),
          'as the model reads',
        );
      }
      assert.deepEqual(await readdir(folder.path), names);
      assert.equal(await onDisk('a.txt'), 'a\n');
    });
  });

  describe('bytes', () => {
    it('are exact, in an open editor too', async () => {
      const [before, after] = [Buffer.from('\xe9\r\na\n', 'latin1'), Buffer.from([0, 255, 10])];
      await writeFile(at('a.txt'), before);
      await show(at('a.txt'));
      assert.equal(await workspace.writeBytes({ path: at('a.txt') }, Buffer.from('other'), after), 'conflict');
      assert.deepEqual(await readFile(at('a.txt')), before);
      assert.equal(await workspace.writeBytes({ path: at('a.txt') }, before, after), 'applied');
      assert.deepEqual(await readFile(at('a.txt')), after);
      assert.equal(await workspace.writeBytes({ path: at('a.txt') }, after, null), 'applied');
      assert.equal(await workspace.writeBytes({ path: at('x/y.bin') }, null, after), 'applied');
      assert.deepEqual(await readFile(at('x/y.bin')), after);
    });

    it('of a mixed file reach its open editor, which stays clean', async () => {
      await writeFile(at('a.txt'), 'one\r\ntwo\n');
      const { document } = await show(at('a.txt'));
      const edit = { path: at('a.txt'), before: 'one\r\ntwo\n', after: 'one\r\nTWO\n' };
      assert.equal(await workspace.applyEdit(edit), 'applied');
      assert.equal(await onDisk('a.txt'), edit.after);
      await waitFor('the editor to follow', () => /TWO/.test(document.getText()));
      assert.equal(document.isDirty, false);
    });
  });

  it('is noticed: what changes on disk, and what is typed', async () => {
    await writeFile(at('a.txt'), 'a\n');
    const changed = new Set<string>();
    const stop = workspace.onDidChangeFile((file) => changed.add(path.basename(file)));
    await change(await show(at('a.txt')), 'typed\n');
    await waitFor('word of typing', () => changed.has('a.txt'));
    assert.equal(workspace.hasUnsavedChanges(at('a.txt')), true);
    await waitFor('word of a file on disk', async () => {
      await writeFile(at('b.txt'), String(performance.now()));
      return changed.has('b.txt');
    });
    assert.equal(workspace.hasUnsavedChanges(at('b.txt')), false);
    stop();
  });

  describe('problems', () => {
    const problemIn = (message: string, line = 0) =>
      new vscode.Diagnostic(new vscode.Range(line, 0, line, 1), message, vscode.DiagnosticSeverity.Error);

    /** As a language server does: a while after each change, everything anew. */
    function check(look: (document: vscode.TextDocument) => vscode.Diagnostic[]): vscode.DiagnosticCollection {
      const collection = vscode.languages.createDiagnosticCollection('check');
      const timers: NodeJS.Timeout[] = [];
      const listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.scheme !== 'file') return;
        timers.push(setTimeout(() => collection.set(document.uri, look(document)), 200));
      });
      made.push(collection, listener, { dispose: () => timers.forEach(clearTimeout) });
      return collection;
    }

    it('that an edit brings are told, and not those that moved', async () => {
      await writeFile(at('a.txt'), 'bad\n');
      await show(at('a.txt'));
      const lines = (document: vscode.TextDocument) => document.getText().split('\n');
      check((document) => lines(document).flatMap((line, at) => (/bad|worse/.test(line) ? [problemIn(line, at)] : [])));
      await change(await show(at('a.txt')), 'bad \n');
      await vscode.workspace.saveAll();
      await waitFor('the problem', () => vscode.languages.getDiagnostics(vscode.Uri.file(at('a.txt'))).length === 1);
      const watch = workspace.watchProblems(at('a.txt'));
      await workspace.applyEdit({ path: at('a.txt'), before: 'bad \n', after: 'new\nbad \nworse\n' });
      const { compared, problems } = await watch.news(signal);
      assert.equal(compared, true);
      assert.deepEqual(
        problems.map(({ line, message }) => [line, message]),
        [[3, 'worse']],
      );
    });

    it('are waited for where the known ones are only told again', async () => {
      await writeFile(at('a.txt'), 'a\n');
      await show(at('a.txt'));
      const [file, known] = [vscode.Uri.file(at('a.txt')), problemIn('known')];
      const collection = check(() => [known, problemIn('new')]);
      collection.set(file, [known]);
      const watch = workspace.watchProblems(at('a.txt'));
      await workspace.applyEdit({ path: at('a.txt'), before: 'a\n', after: 'b\n' });
      collection.set(file, [new vscode.Diagnostic(known.range, known.message, known.severity)]);
      const { problems } = await watch.news(signal);
      assert.deepEqual(
        problems.map(({ message }) => message),
        ['new'],
      );
    });

    it('are not waited for where nothing tells of any', async () => {
      await writeFile(at('a.unknown'), 'a\n');
      // One that has learned nothing of this language yet.
      const fresh = new VscodeWorkspace(new Git(() => true));
      const watch = fresh.watchProblems(at('a.unknown'));
      await fresh.applyEdit({ path: at('a.unknown'), before: 'a\n', after: 'b\n' });
      const started = performance.now();
      assert.deepEqual(await watch.news(signal), { compared: false, problems: [] });
      assert(performance.now() - started < 1000);
    });

    it('are not waited for when the turn is stopped', async () => {
      await writeFile(at('a.txt'), 'a\n');
      const collection = vscode.languages.createDiagnosticCollection('check');
      made.push(collection);
      collection.set(vscode.Uri.file(at('a.txt')), [problemIn('old')]);
      const started = performance.now();
      await workspace.watchProblems(at('a.txt')).news(AbortSignal.abort());
      assert(performance.now() - started < 1000);
    });
  });
});
