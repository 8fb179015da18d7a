import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { testFolder } from './support/testFolder.ts';

describe('the lightbulb', () => {
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let uri: vscode.Uri;

  beforeEach(async () => {
    await vscode.extensions.getExtension('ask-kimi.ask-kimi')?.activate();
    folder = await testFolder();
    uri = vscode.Uri.file(path.join(folder.path, 'a.txt'));
    await writeFile(uri.fsPath, 'one and one\nmake two\n');
    await vscode.window.showTextDocument(uri);
  });

  afterEach(() => folder[Symbol.asyncDispose]());

  async function offered(range: vscode.Range): Promise<vscode.CodeAction[]> {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      uri,
      range,
    );
    return actions.filter(({ command }) => command?.command.startsWith('askKimi.'));
  }

  it('offers to ask about a selection', async () => {
    const actions = await offered(new vscode.Range(0, 0, 1, 5));
    assert.deepEqual(
      actions.map(({ title, command }) => ({ title, command: command?.command })),
      [{ title: 'Ask Kimi', command: 'askKimi.askSelection' }],
    );
  });

  it('offers nothing where nothing is selected and nothing is wrong', async () => {
    assert.deepEqual(await offered(new vscode.Range(0, 3, 0, 3)), []);
  });

  it('offers to fix a problem', async () => {
    const problems = vscode.languages.createDiagnosticCollection('test');
    problems.set(uri, [new vscode.Diagnostic(new vscode.Range(1, 6, 1, 9), 'two is too many')]);
    const [fix] = await offered(new vscode.Range(1, 7, 1, 7));
    assert.equal(fix?.title, 'Fix with Kimi');
    assert.equal(fix?.command?.command, 'askKimi.fix');
    assert.equal(fix?.command?.arguments?.[0]?.message, 'two is too many');
    problems.dispose();
  });
});
