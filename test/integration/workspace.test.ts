import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { Git } from '../../src/util/system/git.ts';
import { commandEnvironment } from '../../src/vscode/terminal/commandEnvironment.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { change, show, testFolder, workspaceFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

const signal = new AbortController().signal;

describe('the workspace', () => {
  const workspace = new VscodeWorkspace(new Git(() => true));
  after(() => workspace.dispose());
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let file: string;
  const onDisk = () => readFile(file, 'utf8');
  const relative = () => path.basename(folder.path);

  beforeEach(async () => {
    folder = await testFolder();
    file = path.join(folder.path, 'a.txt');
  });

  afterEach(() => folder[Symbol.asyncDispose]());

  describe('paths', () => {
    it('shows those inside relative to the workspace', async () => {
      const { absolutePath, path: shown, inside } = await workspace.resolve(`${relative()}/deep/new.txt`);
      assert.equal(absolutePath, path.join(folder.path, 'deep', 'new.txt'));
      assert.equal(shown, `${relative()}/deep/new.txt`);
      assert.equal(inside, true);
    });

    it('judges a link by where it leads', async () => {
      const secret = path.join(await realpath(tmpdir()), `outside-${relative()}.txt`);
      await writeFile(secret, 'secret');
      await symlink(secret, file);
      const { absolutePath, path: shown, inside } = await workspace.resolve(file);
      assert.deepEqual({ absolutePath, shown, inside }, { absolutePath: secret, shown: secret, inside: false });
      await rm(secret);
    });

    it('sees that .. leaves the workspace', async () => {
      assert.equal((await workspace.resolve('../elsewhere.txt')).inside, false);
    });
  });

  describe('reading', () => {
    it('sees what is typed but not saved', async () => {
      await writeFile(file, 'on disk\n');
      await change(await show(file), 'typed\n');
      assert.equal(await workspace.readText(file), 'typed\n');
      assert.equal(await onDisk(), 'on disk\n');
    });

    it('keeps line endings as they are, also mixed ones in an open file', async () => {
      await writeFile(file, 'a\r\nb\nc\r\n');
      await show(file);
      assert.equal(await workspace.readText(file), 'a\r\nb\nc\r\n');
    });

    it('sees what a command wrote to a file that is open in an editor', async () => {
      await writeFile(file, 'old\n');
      await show(file);
      await writeFile(file, 'new\n');
      assert.equal(await workspace.readText(file), 'new\n');
    });

    it('reads UTF-16 as VS Code does, and leaves the byte order mark out', async () => {
      await writeFile(file, Buffer.from('\uFEFFgrün\n', 'utf16le'));
      assert.equal(await workspace.readText(file), 'grün\n');
    });

    it('refuses binary files by name', async () => {
      await writeFile(file, Buffer.from([1, 0, 2, 0, 0, 3]));
      await assert.rejects(workspace.readText(file), /a\.txt is a binary file \(6 bytes\)/);
    });

    it('refuses files that are too large', async () => {
      await writeFile(file, Buffer.alloc(21 * 1024 * 1024, 'x'));
      await assert.rejects(workspace.readText(file), /22\.0 MB; files over 20\.0 MB/);
    });

    it('finds nothing where nothing is', async () => {
      assert.equal(await workspace.stat(path.join(file, 'below')), undefined);
      assert.deepEqual(await workspace.stat(folder.path).then((found) => found?.type), 'folder');
    });
  });

  describe('editing', () => {
    it('changes and saves a file that no editor shows', async () => {
      await writeFile(file, 'one\ntwo\n');
      assert.equal(await workspace.applyEdit({ path: file, before: 'one\ntwo\n', after: 'one\n2\n' }), 'applied');
      assert.equal(await onDisk(), 'one\n2\n');
    });

    it('changes an open file in place, so that undo in the editor brings the old text back', async () => {
      await writeFile(file, 'one\ntwo\nthree');
      const { document } = await show(file);
      const after = 'zero\none\nthree\nfour';
      assert.equal(await workspace.applyEdit({ path: file, before: 'one\ntwo\nthree', after }), 'applied');
      assert.equal(document.getText(), after);
      assert.equal(document.isDirty, false);
      assert.equal(await onDisk(), after);
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), 'one\ntwo\nthree');
    });

    it('writes exactly the text that is asked for', async () => {
      const texts = [
        '',
        'a',
        'a\n',
        '\n',
        '\n\na',
        'a\nb',
        'b\na\n',
        'a\n\n\nb\n',
        'a\r\nb\r\n',
        'a\r\nb\nc',
        'a\rb\n',
      ];
      await writeFile(file, '');
      await show(file);
      let before = '';
      for (const after of [...texts, ...texts.toReversed()]) {
        assert.equal(await workspace.applyEdit({ path: file, before, after }), 'applied');
        assert.equal(await onDisk(), after);
        before = after;
      }
    });

    it('writes unusual line endings too', async () => {
      await writeFile(file, 'a\n');
      const after = 'ü\u2028b\u2029c\n';
      assert.equal(await workspace.applyEdit({ path: file, before: 'a\n', after }), 'applied');
      assert.equal(await onDisk(), after);
    });

    it('keeps CRLF in an open file', async () => {
      await writeFile(file, 'a\r\nb\r\n');
      const { document } = await show(file);
      assert.equal(
        await workspace.applyEdit({ path: file, before: 'a\r\nb\r\n', after: 'a\r\nx\r\nb\r\n' }),
        'applied',
      );
      assert.equal(await onDisk(), 'a\r\nx\r\nb\r\n');
      assert.equal(document.eol, vscode.EndOfLine.CRLF);
    });

    it('builds on what is typed but not saved, and saves both', async () => {
      await writeFile(file, 'a\n');
      await change(await show(file), 'a\ntyped\n');
      assert.equal(await workspace.applyEdit({ path: file, before: 'a\ntyped\n', after: 'b\ntyped\n' }), 'applied');
      assert.equal(await onDisk(), 'b\ntyped\n');
    });

    it('changes nothing when the file on disk is another', async () => {
      await writeFile(file, 'other\n');
      assert.equal(await workspace.applyEdit({ path: file, before: 'a\n', after: 'b\n' }), 'conflict');
      assert.equal(await onDisk(), 'other\n');
    });

    it('changes nothing when the editor holds something else', async () => {
      await writeFile(file, 'a\n');
      const editor = await show(file);
      await change(editor, 'typed\n');
      assert.equal(await workspace.applyEdit({ path: file, before: 'a\n', after: 'b\n' }), 'conflict');
      assert.equal(editor.document.getText(), 'typed\n');
    });

    it('creates a file with its folders', async () => {
      const deep = path.join(folder.path, 'x', 'y', 'z.txt');
      assert.equal(await workspace.applyEdit({ path: deep, before: null, after: 'new\n' }), 'applied');
      assert.equal(await readFile(deep, 'utf8'), 'new\n');
    });

    it('creates no file where one is', async () => {
      await writeFile(file, 'mine\n');
      assert.equal(await workspace.applyEdit({ path: file, before: null, after: 'new\n' }), 'conflict');
      assert.equal(await onDisk(), 'mine\n');
    });

    it('deletes a file, unless it is another', async () => {
      await writeFile(file, 'a\n');
      assert.equal(await workspace.applyEdit({ path: file, before: 'b\n', after: null }), 'conflict');
      assert.equal(await workspace.applyEdit({ path: file, before: 'a\n', after: null }), 'applied');
      await assert.rejects(stat(file), { code: 'ENOENT' });
    });

    it('is in conflict with a folder that was deleted meanwhile', async () => {
      const deep = path.join(folder.path, 'gone', 'a.txt');
      await mkdir(path.dirname(deep));
      await writeFile(deep, 'a\n');
      await rm(path.dirname(deep), { recursive: true });
      assert.equal(await workspace.applyEdit({ path: deep, before: 'a\n', after: 'b\n' }), 'conflict');
    });

    it('says that a file is read-only, and leaves its editor clean', async () => {
      await writeFile(file, 'a\n');
      await chmod(file, 0o444);
      const { document } = await show(file);
      await assert.rejects(workspace.applyEdit({ path: file, before: 'a\n', after: 'b\n' }), /read-only/);
      assert.equal(document.isDirty, false);
    });
  });

  it('searches and lists with the ripgrep that VS Code brings along', async () => {
    await writeFile(file, 'find the needle here\n');
    const found = await workspace.searchText(
      {
        pattern: 'needle',
        regex: false,
        caseSensitive: true,
        multiline: false,
        secrets: false,
        context: 0,
        place: await workspace.resolve(relative()),
      },
      () => {},
      signal,
    );
    const text = 'find the needle here';
    assert.deepEqual(found.lines, [{ path: `${relative()}/a.txt`, line: 1, text, matches: true }]);
    const listed = await workspace.listFiles(await workspace.resolve(folder.path), { depth: 1, limit: 10 }, signal);
    assert.deepEqual(listed.entries, ['a.txt']);
  });

  it("names what a file defines, where its language's tools tell it", async () => {
    await writeFile(file, 'one\n');
    const place = new vscode.Range(0, 0, 0, 3);
    const provider = vscode.languages.registerDocumentSymbolProvider(
      { language: 'plaintext' },
      {
        provideDocumentSymbols: () => [
          new vscode.DocumentSymbol('one', '', vscode.SymbolKind.Function, place, place),
          new vscode.DocumentSymbol('two', '', vscode.SymbolKind.Class, place, place),
        ],
      },
    );
    assert.deepEqual(await workspace.symbols(file, signal), ['one', 'two']);
    provider.dispose();
    assert.equal(await workspace.symbols(file, signal), undefined);
  });

  it('reports the problems that VS Code knows', async () => {
    await writeFile(file, 'one\ntwo\n');
    const problems = vscode.languages.createDiagnosticCollection('test');
    const range = new vscode.Range(1, 0, 1, 3);
    problems.set(vscode.Uri.file(file), [new vscode.Diagnostic(range, 'wrong', vscode.DiagnosticSeverity.Error)]);
    assert.deepEqual(await workspace.diagnostics(file), [
      { path: `${relative()}/a.txt`, line: 2, severity: 'error', message: 'wrong' },
    ]);
    problems.dispose();
  });

  it('runs commands in a folder, without the key and without what VS Code set for itself', async () => {
    let output = '';
    const command = 'echo "$PWD"';
    const running = await workspace.startCommand({ command, cwd: folder.path }, (text) => {
      output += text;
    });
    assert.deepEqual(await running.ended, { type: 'exited', code: 0 });
    assert.equal(output.trim(), await realpath(folder.path));
    const environment = { PATH: '/bin', MOONSHOT_API_KEY: 'sk-1', VSCODE_PID: '1', ELECTRON_RUN_AS_NODE: '1' };
    assert.deepEqual(commandEnvironment(environment), { PATH: '/bin' });
  });

  it('names the open folder', () => {
    assert.deepEqual(workspace.folders(), [{ name: path.basename(workspaceFolder()), path: workspaceFolder() }]);
  });

  it('writes a file that changed on disk a moment ago, though its editor has not noticed yet', async () => {
    await writeFile(file, 'old\n');
    const { document } = await show(file);
    await writeFile(file, 'formatted\n');
    const edit = { path: file, before: 'formatted\n', after: 'formatted and edited\n' };
    assert.equal(await workspace.applyEdit(edit), 'applied');
    assert.equal(await onDisk(), edit.after);
    await waitFor('the editor to follow', () => document.getText() === edit.after);
    assert.equal(document.isDirty, false);
  });
});
