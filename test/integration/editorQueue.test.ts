import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { EditorQueue } from '../../src/vscode/review/editorQueue.ts';
import { shownUri } from '../../src/vscode/review/proposalTabs.ts';
import { testFolder } from './support/testFolder.ts';

describe('the queue of editors', () => {
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let queue: EditorQueue;
  beforeEach(async () => {
    folder = await testFolder();
    queue = new EditorQueue();
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  async function file(name: string, text: string): Promise<vscode.Uri> {
    const uri = vscode.Uri.file(path.join(folder.path, name));
    await writeFile(uri.fsPath, text);
    return uri;
  }

  const shows = (uri: vscode.Uri) => (tab: vscode.Tab) => shownUri(tab.input)?.toString() === uri.toString();
  const isOpen = (uri: vscode.Uri) => vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(shows(uri)));
  const diff = (left: vscode.Uri, right: vscode.Uri) => queue.open('vscode.diff', [left, right], shows(right));

  it('does one after another, and goes on after a failure', async () => {
    const done: string[] = [];
    const work = (name: string) => async () => {
      done.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      done.push(`${name} ends`);
      if (name === 'second') throw new Error('It is gone.');
      return name;
    };
    const all = await Promise.allSettled(['first', 'second', 'third'].map((name) => queue.run(work(name))));
    assert.deepEqual(
      all.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.deepEqual(
      done,
      ['first', 'second', 'third'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it('has told of each editor when it resolves', async () => {
    const [left, right] = [await file('left.txt', 'one\n'), await file('right.txt', 'two\n')];
    await Promise.all([diff(left, right), diff(right, left)]);
    assert.equal(isOpen(left), true);
    await diff(left, right);
    assert.equal(isOpen(right), true);
  });

  it('goes on where the user closes an editor while it opens', async () => {
    const [left, right, last] = [await file('a.txt', 'a\n'), await file('b.txt', 'b\n'), await file('c.txt', 'c\n')];
    const opened: Promise<void>[] = [];
    for (let round = 0; round < 5; round += 1) {
      opened.push(diff(left, right));
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      opened.push(diff(right, left));
    }
    await Promise.all(opened);
    await diff(left, last);
    assert.equal(isOpen(last), true);
  });

  it('goes on where an editor never opens', async () => {
    void queue.run(() => new Promise(() => {}));
    const [left, right] = [await file('a.txt', 'a\n'), await file('b.txt', 'b\n')];
    await diff(left, right);
    assert.equal(isOpen(right), true);
  });

  it('rejects where VS Code cannot open it, and goes on', async () => {
    const right = await file('b.txt', 'b\n');
    await assert.rejects(queue.open('ask-kimi.noSuchCommand', [], () => false));
    await diff(await file('a.txt', 'a\n'), right);
    assert.equal(isOpen(right), true);
  });
});
