import assert from 'node:assert/strict';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { proposalTabs } from '../../src/vscode/review/proposalTabs.ts';
import { PROPOSAL_SCHEME } from '../../src/vscode/review/proposalUri.ts';
import { writeSettings } from '../../src/vscode/settings/settings.ts';
import type { Reply } from '../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../simulator/startSimulator.ts';
import { testFolder, workspaceFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

describe('the review of edits', () => {
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let file: string;
  let simulator: Simulator | undefined;
  const onDisk = () => readFile(file, 'utf8');

  beforeEach(async () => {
    folder = await testFolder();
    file = path.join(folder.path, 'sum.js');
    await writeFile(file, 'function sum(a, b) {\n  return a - b;\n}\n\nmodule.exports = sum;\n');
    const { document } = await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: false });
    assert.equal(document.isDirty, false);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('askKimi.stop');
    await vscode.commands.executeCommand('askKimi.newSession');
    await simulator?.close();
    await writeSettings({ endpoint: '', baseUrl: '', model: '' });
    await folder[Symbol.asyncDispose]();
  });

  /** Has the model answer a task on the open file. Resolves when the turn runs; the returned promise when it is over. */
  async function run(scenario: Reply[]): Promise<{ simulator: Simulator; finished: Thenable<unknown> }> {
    simulator = await startSimulator({ scenario });
    await writeSettings({ endpoint: 'custom', baseUrl: simulator.url, model: '' });
    const finished = vscode.commands.executeCommand('askKimi.fix');
    await simulator.waitForRequest(1);
    return { simulator, finished };
  }

  const edit = (old_text: string, new_text: string) => ({
    name: 'edit_file',
    arguments: { path: file, edits: [{ old_text, new_text }] },
  });
  const fix = (): Reply => ({ reasoning: 'It subtracts.', toolCalls: [edit('a - b', 'a + b')] });
  const done: Reply = { reasoning: 'Good.', content: 'Done.' };

  const openDiff = (name = 'sum.js') =>
    waitFor(`the diff of ${name}`, () => proposalTabs().find(({ uri }) => path.posix.basename(uri.path) === name));
  const noDiff = () => waitFor('our tabs to close', () => proposalTabs().length === 0);

  async function proposal(): Promise<vscode.TextDocument> {
    const { uri } = await openDiff();
    return await vscode.workspace.openTextDocument(uri);
  }

  async function type(document: vscode.TextDocument, from: string, to: string): Promise<void> {
    const start = document.getText().indexOf(from);
    const range = new vscode.Range(document.positionAt(start), document.positionAt(start + from.length));
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, range, to);
    await vscode.workspace.applyEdit(change);
  }

  it('shows the file on the left and an editable proposal on the right, with nothing on disk', async () => {
    await run([fix(), done]);
    const { tab } = await openDiff();
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    assert.equal(tab.input.original.fsPath, file);
    assert.equal(tab.isPreview, true);
    assert.match((await proposal()).getText(), /a \+ b/);
    assert.match(await onDisk(), /a - b/);
  });

  it('writes an accepted edit, closes its diff and tells the model', async () => {
    const { simulator, finished } = await run([fix(), done]);
    await openDiff();
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    await finished;
    assert.equal(await onDisk(), 'function sum(a, b) {\n  return a + b;\n}\n\nmodule.exports = sum;\n');
    await noDiff();
    assert.deepEqual(simulator.violations(), []);
    assert.match(lastToolResult(simulator), /Edited .*sum\.js: \+1 −1/);
  });

  it('writes what the person made of the proposal, also when it was typed this moment, and tells the model what', async () => {
    const { simulator, finished } = await run([fix(), done]);
    await type(await proposal(), 'a + b', 'Number(a) + Number(b)');
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    await finished;
    assert.match(await onDisk(), /return Number\(a\) \+ Number\(b\);/);
    await noDiff();
    assert.match(lastToolResult(simulator), /\+ {2}return Number\(a\)/);
  });

  it('keeps what the person types without being told to save', async () => {
    await run([fix(), done]);
    const document = await proposal();
    await type(document, 'a + b', 'b + a');
    await waitFor('the proposal to be saved', () => !document.isDirty);
    const bytes = await vscode.workspace.fs.readFile(document.uri);
    assert.match(Buffer.from(bytes).toString('utf8'), /b \+ a/);
    assert.match(await onDisk(), /a - b/);
  });

  it('leaves the file alone and closes the diff when an edit is stopped, also one that is being typed into', async () => {
    const { finished } = await run([fix(), done]);
    await type(await proposal(), 'a + b', 'b + a');
    await vscode.commands.executeCommand('askKimi.stop');
    await finished;
    await noDiff();
    assert.match(await onDisk(), /a - b/);
  });

  it('closes no tab but its own', async () => {
    const mine = path.join(folder.path, 'mine.js');
    await writeFile(mine, 'mine\n');
    await vscode.window.showTextDocument(vscode.Uri.file(mine), { preview: false });
    const [left, right] = [vscode.Uri.file(mine), vscode.Uri.file(file)];
    await vscode.commands.executeCommand('vscode.diff', left, right, 'My diff', { preview: true });
    const before = labels();
    const { finished } = await run([fix(), done]);
    await openDiff();
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    await finished;
    await noDiff();
    assert.deepEqual(labels(), before);
  });

  describe('opens what asks, and nothing else', () => {
    const rules = (value: object[] | undefined) =>
      vscode.workspace.getConfiguration('askKimi').update('rules', value, vscode.ConfigurationTarget.Global);
    const shown: string[] = [];
    let listener: vscode.Disposable;

    beforeEach(() => {
      shown.length = 0;
      listener = vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
        shown.push(
          ...opened.flatMap(({ input }) => (input instanceof vscode.TabInputTextDiff ? [input.modified.path] : [])),
        );
      });
    });
    afterEach(async () => {
      listener.dispose();
      await writeSettings({ approvals: '' });
      await rules(undefined);
      await rm(path.join(workspaceFolder(), '.kimiignore'), { force: true });
    });

    it('an edit that a rule has asked about, where edits are not', async () => {
      await writeSettings({ approvals: 'autoEdits' });
      await rules([{ decision: 'ask', tool: 'edit_file' }]);
      const { finished } = await run([fix(), done]);
      await openDiff();
      await vscode.commands.executeCommand('askKimi.acceptEdit');
      await finished;
      assert.match(await onDisk(), /a \+ b/);
    });

    it('an edit of a file that .kimiignore names', async () => {
      await writeSettings({ approvals: 'auto' });
      await writeFile(path.join(workspaceFolder(), '.kimiignore'), 'hidden.js\n');
      const hidden = path.join(folder.path, 'hidden.js');
      await writeFile(hidden, 'a\n');
      const write = { name: 'write_file', arguments: { path: hidden, content: 'b\n' } };
      const { finished } = await run([{ reasoning: 'Two.', toolCalls: [edit('a - b', 'a + b'), write] }, done]);
      await openDiff('hidden.js');
      // Both are judged and made side by side.
      await waitFor('the other edit', async () => /a \+ b/.test(await onDisk()));
      assert.deepEqual(
        shown.map((name) => path.posix.basename(name)),
        ['hidden.js'],
      );
      await vscode.commands.executeCommand('askKimi.acceptEdit');
      await finished;
      assert.equal(await readFile(hidden, 'utf8'), 'b\n');
    });

    it('and no edit that a rule allows', async () => {
      await writeSettings({ approvals: 'ask' });
      await rules([{ decision: 'allow', tool: 'edit_file' }]);
      const { finished } = await run([fix(), done]);
      await finished;
      assert.match(await onDisk(), /a \+ b/);
      assert.deepEqual(shown, []);
    });
  });

  describe('fetches nothing that an edit names', () => {
    const schema = '"$schema": "https://schemas.example.com/a.json"';
    const languages = (tab: vscode.Tab) => {
      assert.ok(tab.input instanceof vscode.TabInputTextDiff);
      const shown = [tab.input.original, tab.input.modified].map(String);
      return vscode.workspace.textDocuments.flatMap(({ uri, languageId }) =>
        shown.includes(uri.toString()) ? [`${uri.scheme} ${languageId}`] : [],
      );
    };
    const write = async (name: string, content: string) => {
      const target = path.join(folder.path, name);
      const call = { name: 'write_file', arguments: { path: target, content } };
      const { finished } = await run([{ reasoning: 'JSON.', toolCalls: [call] }, done]);
      return { target, finished };
    };
    const seen = new Set<string>();
    let listener: vscode.Disposable;

    beforeEach(() => {
      seen.clear();
      listener = vscode.workspace.onDidOpenTextDocument(({ uri, languageId }) => {
        if (uri.scheme === PROPOSAL_SCHEME) seen.add(languageId);
      });
    });
    afterEach(() => listener.dispose());

    it('a new file whose text names a schema is a text without a language, from when it is opened', async () => {
      const { target, finished } = await write('named.json', `{ ${schema} }\n`);
      const { tab } = await openDiff('named.json.txt');
      await waitFor('its documents', () => languages(tab).length === 2);
      assert.deepEqual(languages(tab), Array(2).fill('ask-kimi-proposal plaintext'));
      assert.deepEqual([...seen], ['plaintext']);
      await vscode.commands.executeCommand('askKimi.acceptEdit');
      await finished;
      assert.equal(await readFile(target, 'utf8'), `{ ${schema} }\n`);
      await noDiff();
    });

    it('a file whose text named it before is not the left side', async () => {
      await writeFile(path.join(folder.path, 'before.json'), `{ ${schema} }\n`);
      await write('before.json', '{}\n');
      const { tab } = await openDiff('before.json.txt');
      await waitFor('its documents', () => languages(tab).length === 2);
      assert.deepEqual(languages(tab), Array(2).fill('ask-kimi-proposal plaintext'));
    });

    it('stays open as it is while the user types an address into it', async () => {
      const { target, finished } = await write('typed.json', '{}\n');
      const { tab, uri } = await openDiff('typed.json');
      await waitFor('its documents', () => languages(tab).includes('ask-kimi-proposal json'));
      const document = await vscode.workspace.openTextDocument(uri);
      await type(document, '{}', `{ ${schema} }`);
      await waitFor('the proposal to be saved', () => !document.isDirty);
      await vscode.commands.executeCommand('askKimi.reviewAll');
      assert.deepEqual(
        proposalTabs().map((each) => each.uri.toString()),
        [uri.toString()],
      );
      await vscode.commands.executeCommand('askKimi.acceptEdit');
      await finished;
      assert.equal(await readFile(target, 'utf8'), `{ ${schema} }\n`);
      await noDiff();
    });
  });

  it('opens edits of one step one after another, each on the one before', async () => {
    const second = edit('module.exports = sum', 'exports.sum = sum');
    const both: Reply = { reasoning: 'Two things.', toolCalls: [edit('a - b', 'a + b'), second] };
    const { finished } = await run([both, done]);
    const first = await openDiff();
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    const next = await waitFor('the next diff', () =>
      proposalTabs().find(({ uri }) => uri.toString() !== first.uri.toString()),
    );
    assert.ok(next.tab.input instanceof vscode.TabInputTextDiff);
    assert.equal(next.tab.input.original.fsPath, file);
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    await finished;
    assert.equal(await onDisk(), 'function sum(a, b) {\n  return a + b;\n}\n\nexports.sum = sum;\n');
    await noDiff();
  });

  it('shows all waiting edits in one editor, and closes it with the last', async () => {
    const second = edit('module.exports = sum', 'exports.sum = sum');
    const both: Reply = { reasoning: 'Two things.', toolCalls: [edit('a - b', 'a + b'), second] };
    const { finished } = await run([both, done]);
    await openDiff();
    await vscode.commands.executeCommand('askKimi.reviewAll');
    const overview = () => labels().some((label) => label.startsWith('Edits by Kimi'));
    await waitFor('the overview', overview);
    await vscode.commands.executeCommand('askKimi.stop');
    await finished;
    await waitFor('the overview to close', () => !overview());
  });

  it('creates a file from nothing', async () => {
    const created = path.join(folder.path, 'deep', 'new.js');
    const write = { name: 'write_file', arguments: { path: created, content: 'new\n' } };
    const { finished } = await run([{ reasoning: 'A new file.', toolCalls: [write] }, done]);
    const { tab } = await openDiff('new.js');
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    assert.equal((await vscode.workspace.openTextDocument(tab.input.original)).getText(), '');
    await assert.rejects(stat(created));
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    await finished;
    assert.equal(await readFile(created, 'utf8'), 'new\n');
    await noDiff();
  });

  it('rebases a proposal on a file that changed meanwhile, and asks again', async () => {
    const { finished } = await run([fix(), done]);
    const document = await proposal();
    await writeFile(file, `// mine\n${await onDisk()}`);
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    await waitFor('the rebased proposal', () => document.getText().startsWith('// mine\n'));
    assert.match(await onDisk(), /^\/\/ mine\n[\s\S]*a - b/);
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    await finished;
    assert.match(await onDisk(), /^\/\/ mine\n[\s\S]*a \+ b/);
    await noDiff();
  });

  it('moves what is being typed along with the file', async () => {
    const { finished } = await run([fix(), done]);
    const document = await proposal();
    await type(document, 'a + b', 'b + a');
    await writeFile(file, `// mine\n${await onDisk()}`);
    await waitFor('the typed text to move', () => /^\/\/ mine\n[\s\S]*b \+ a/.test(document.getText()));
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    await finished;
    assert.match(await onDisk(), /^\/\/ mine\n[\s\S]*b \+ a/);
    await noDiff();
  });

  const stepToOther = () =>
    waitFor('the second edit', async () => {
      await vscode.commands.executeCommand('askKimi.nextEdit');
      return proposalTabs().some(({ uri }) => path.posix.basename(uri.path) === 'other.js');
    });

  it('accepts all but what no longer fits its file, which is shown instead', async () => {
    const other = path.join(folder.path, 'other.js');
    const write = { name: 'write_file', arguments: { path: other, content: 'new\n' } };
    await run([{ reasoning: 'Two.', toolCalls: [edit('a - b', 'a + b'), write] }, done]);
    await openDiff();
    await stepToOther();
    await writeFile(file, 'mine\n');
    await waitFor('the editor to follow', () =>
      vscode.workspace.textDocuments.some(
        (document) => document.uri.fsPath === file && document.getText() === 'mine\n',
      ),
    );
    await vscode.commands.executeCommand('askKimi.acceptAll');
    await openDiff();
    assert.equal(await onDisk(), 'mine\n');
    assert.equal(await readFile(other, 'utf8'), 'new\n');
  });

  it('replaces no preview of the person, and has one tab even so', async () => {
    const mine = path.join(folder.path, 'mine.js');
    await writeFile(mine, 'mine\n');
    await vscode.window.showTextDocument(vscode.Uri.file(mine), { preview: true });
    const write = { name: 'write_file', arguments: { path: path.join(folder.path, 'other.js'), content: 'new\n' } };
    await run([{ reasoning: 'Two.', toolCalls: [edit('a - b', 'a + b'), write] }, done]);
    const { tab } = await openDiff();
    assert.equal(tab.isPreview, false);
    await waitFor('the second edit in the place of the first', async () => {
      await vscode.commands.executeCommand('askKimi.nextEdit');
      const [only, ...more] = proposalTabs().map(({ uri }) => path.posix.basename(uri.path));
      return more.length === 0 && only === 'other.js';
    });
    assert.ok(labels().includes('mine.js'));
  });

  it('goes through waiting edits, and opens none again that the person closed', async () => {
    const other = path.join(folder.path, 'other.js');
    const write = { name: 'write_file', arguments: { path: other, content: 'new\n' } };
    await run([{ reasoning: 'Two.', toolCalls: [edit('a - b', 'a + b'), write] }, done]);
    await openDiff();
    await stepToOther();
    await vscode.commands.executeCommand('askKimi.previousEdit');
    const { tab } = await openDiff();
    assert.equal(proposalTabs().length, 1);
    await vscode.window.tabGroups.close(tab);
    await writeFile(file, 'something else\n');
    await vscode.commands.executeCommand('askKimi.nextEdit');
    await openDiff();
    assert.equal(proposalTabs().length, 1);
  });

  it('undoes the edits of the last turn', async () => {
    const before = await onDisk();
    const { finished } = await run([fix(), done]);
    await openDiff();
    await vscode.commands.executeCommand('askKimi.acceptEdit');
    await finished;
    assert.notEqual(await onDisk(), before);
    await vscode.commands.executeCommand('askKimi.undoTurn');
    assert.equal(await onDisk(), before);
  });
});

function labels(): string[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
}

/** What the model read last of a tool. */
function lastToolResult(simulator: Simulator): string {
  const result = simulator.requests.at(-1)?.body?.messages.findLast(({ role }) => role === 'tool');
  return JSON.stringify(result?.content);
}
