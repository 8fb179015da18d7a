import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { AgentEvent, EditAction } from '../../src/agent/events/events.ts';
import { EditFiles } from '../../src/session/edits/editFiles.ts';
import { Git } from '../../src/util/system/git.ts';
import { VscodeWorkspace } from '../../src/vscode/workspace/workspace.ts';
import { testFolder } from './support/testFolder.ts';

describe('an accepted edit that saving changes further', () => {
  let folder: Awaited<ReturnType<typeof testFolder>>;
  let file: string;
  let formatter: vscode.Disposable;
  const set = async (section: string, name: string, value: unknown) =>
    await vscode.workspace.getConfiguration(section).update(name, value, vscode.ConfigurationTarget.Workspace);

  beforeEach(async () => {
    folder = await testFolder();
    file = path.join(folder.path, 'a.txt');
    formatter = vscode.languages.registerDocumentFormattingEditProvider(
      { pattern: '**/a.txt' },
      { provideDocumentFormattingEdits: (document) => [vscode.TextEdit.replace(firstLine(document), 'formatted')] },
    );
  });

  afterEach(async () => {
    formatter.dispose();
    await set('editor', 'formatOnSave', undefined);
    await set('files', 'insertFinalNewline', undefined);
    await set('files', 'trimTrailingWhitespace', undefined);
    await folder[Symbol.asyncDispose]();
  });

  async function accept(before: string, after: string) {
    await writeFile(file, before);
    const events: AgentEvent[] = [];
    const kept = new Map<string, Uint8Array>();
    const files = new EditFiles({
      workspace: new VscodeWorkspace(new Git(() => true)),
      emit: (event) => events.push(event),
      sync: async () => assert.equal(events.at(-1)?.type, 'action.applying', 'noted before it is written'),
      keep: async (bytes) => {
        const ref = createHash('sha256').update(bytes).digest('hex');
        kept.set(ref, bytes);
        return ref;
      },
      read: async (ref) => kept.get(ref) ?? Buffer.of(),
      record: async (_call, _paths, work) => await work(() => {}),
      image: async () => null,
    });
    const action: EditAction = {
      type: 'edit',
      id: 'a',
      path: 'a.txt',
      absolutePath: file,
      before: '',
      after: '',
      added: 0,
      removed: 0,
    };
    const written = await files.apply('1.0', action, { before, after }, 'person');
    assert(written !== 'conflict');
    return { saved: written.saved, onDisk: await readFile(file, 'utf8') };
  }

  it('is told as it stands on disk: formatted', async () => {
    await set('editor', 'formatOnSave', true);
    const { saved, onDisk } = await accept('one\ntwo\n', 'one\nTWO\n');
    assert.equal(onDisk, 'formatted\nTWO\n');
    assert.match(saved?.changes ?? '', /-one\n\+formatted\n TWO/);
  });

  it('is told with the line end and without the spaces that saving brings', async () => {
    await set('files', 'insertFinalNewline', true);
    await set('files', 'trimTrailingWhitespace', true);
    const { saved, onDisk } = await accept('one\ntwo', 'one  \nTWO');
    assert.equal(onDisk, 'one\nTWO\n');
    assert.match(saved?.changes ?? '', /-one {2}\n-TWO/);
  });

  it('is told as accepted where saving leaves it alone', async () => {
    const { saved, onDisk } = await accept('one\ntwo\n', 'one  \nTWO');
    assert.equal(onDisk, 'one  \nTWO');
    assert.equal(saved, undefined);
  });
});

function firstLine(document: vscode.TextDocument): vscode.Range {
  return document.lineAt(0).range;
}
