import assert from 'node:assert/strict';
import { mkdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describePlace, systemPrompt } from '../../../src/agent/systemPrompt.ts';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import { foldersOf, openFolders } from '../../../src/session/sessionFolders.ts';
import type { Completion } from '../../simulator/scenario.ts';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { blockOf, blockTypes, logOf, prompt, type SessionFixture, startFixture } from '../support/sessionFixture.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';

const EDIT = {
  toolCalls: [{ name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: 'old', new_text: 'new' }] } }],
};

after(removeTempFolders);

describe('a session in a window with other folders', () => {
  it('can be read, and changes nothing in its own folder or in that window’s', async () => {
    await using fixture = await edited();
    const other = await tempFolder({ 'a.txt': 'old' });
    const session = await elsewhere(fixture, other);
    assert.deepEqual(session.readOnly, { type: 'otherFolders', folders: [uri(fixture.folder)] });
    assert.deepEqual(blockTypes(session), blockTypes(fixture.session));
    const action = blockOf(session, 'edit').action ?? '';
    const plan = await session.checkpoints.planUndo();
    for (const refused of [
      () => session.send(prompt('More')),
      () => session.resume(),
      () => session.compact(''),
      () => session.undo(action, { overwrite: true }),
      () => session.decide(action, { type: 'accepted' }),
      () => session.checkpoints.rewind(plan, { overwrite: true, conversation: true }),
      () => session.rename('Mine'),
      () => session.takeOver().then(() => session.send(prompt('More'))),
    ]) {
      await assert.rejects(refused, { code: 'otherFolders' });
    }
    assert.equal(await fixture.read('a.txt'), 'new');
    assert.equal(await readFile(path.join(other, 'a.txt'), 'utf8'), 'old');
    assert.equal(fixture.simulator.requests.length, 2);
  });

  it('does not keep the window of its folder from writing it', async () => {
    await using fixture = await edited({ content: 'More.' });
    await elsewhere(fixture, await tempFolder());
    const home = await fixture.open(fixture.session.id, 'its own window');
    assert.equal(home.readOnly, undefined);
    await home.send(prompt('More'));
  });

  it('goes on as a copy that is told where it is, after the same bytes', async () => {
    await using fixture = await edited(EDIT, { content: 'Changed here.' });
    const other = await tempFolder({ 'a.txt': 'old' });
    const window = new FolderWorkspace(other);
    const copied = await fixture.store.fork(fixture.session.id, 'Copy', placeOf(window));
    assert.ok(copied !== undefined);
    const copy = await fixture.open(copied, 'other window', window);
    assert.equal(copy.readOnly, undefined);
    assert.equal((await copy.checkpoints.planUndo()).files.length, 0, 'nothing of before can be undone in it');
    await assert.rejects(copy.undo(blockOf(copy, 'edit').action ?? ''), { code: 'unknownEdit' });
    assert.ok(copy.transcript.blocks.some((block) => block.type === 'notice' && block.notice === 'copied'));

    await copy.send(prompt('Now here'));
    assert.equal(await readFile(path.join(other, 'a.txt'), 'utf8'), 'new');
    assert.equal(await fixture.read('a.txt'), 'new');
    const [, first, second] = fixture.simulator.requests.map(({ body }) => body?.messages ?? []);
    assert.deepEqual(second?.slice(0, first?.length), first);
    const asked = String(second?.at(-1)?.content);
    assert.ok(asked.includes(`The workspace is ${other};`) && asked.endsWith('Now here'), asked);
    assert.deepEqual(fixture.simulator.violations(), []);
    // It is the session of that window from now on, and the first stays where it is.
    assert.equal((await fixture.open(copied, 'first window')).readOnly?.type, 'otherFolders');
    assert.equal((await fixture.open(fixture.session.id, 'first window')).readOnly, undefined);
  });

  it('takes what was allowed for its folders along into no copy', async () => {
    await using fixture = await edited();
    const rule = { decision: 'allow' as const, tool: 'run_command' };
    const log = path.join(fixture.storage, fixture.session.id, 'log.jsonl');
    const entries = await logOf(fixture, fixture.session.id);
    const added = { seq: 2, at: 1, event: { type: 'rule.added', rule } };
    const [header = '', ...lines] = (await readFile(log, 'utf8')).split('\n');
    await writeFile(log, [header, lines[0], JSON.stringify(added), ...lines.slice(1)].join('\n'));
    const window = new FolderWorkspace(await tempFolder());
    const copy = await fixture.store.fork(fixture.session.id, 'Copy', placeOf(window));
    const copied = await logOf(fixture, copy ?? '');
    assert.ok(entries.length > 5 && copied.every(({ event }) => event.type !== 'rule.added'));
  });
});

describe('a session whose window gets and loses folders', () => {
  it('goes on, and its model is told what is open with the next prompt, once', async () => {
    await using fixture = await startFixture({
      files: { 'a.txt': 'old' },
      scenario: [{ content: 'One.' }, { content: 'Two.' }, { content: 'Three.' }],
    });
    await fixture.session.send(prompt('One'));
    await fixture.session.close();
    const added = await tempFolder();
    const both = await fixture.open(fixture.session.id, 'window', new FolderWorkspace(fixture.folder, added));
    assert.equal(both.readOnly, undefined);
    await both.send(prompt('Two'));
    await both.send(prompt('Three'));
    const texts = fixture.simulator.requests.map(({ body }) => String(body?.messages.at(-1)?.content));
    assert.deepEqual(
      texts.map((text) => text.includes(added)),
      [false, true, false],
    );
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('brings back no file of a folder that is not open any more', async () => {
    const [kept, closed] = [await tempFolder({ 'a.txt': 'old' }), await tempFolder({ 'a.txt': 'old' })];
    const [first, second] = [path.basename(kept), path.basename(closed)];
    await using work = await startFixture({
      approvals: 'auto',
      scenario: [
        {
          toolCalls: [first, second].map((name) => ({
            name: 'edit_file',
            arguments: { path: `${name}/a.txt`, edits: [{ old_text: 'old', new_text: 'new' }] },
          })),
        },
        { content: 'Both.' },
      ],
    });
    const both = await work.open(undefined, 'window', new FolderWorkspace(kept, closed));
    await both.send(prompt('Edit'));
    await both.close();
    const session = await work.open(both.id, 'window', new FolderWorkspace(kept));
    assert.equal(session.readOnly, undefined);
    const plan = await session.checkpoints.planUndo();
    assert.deepEqual(plan.lost, [{ path: `${second}/a.txt`, reason: 'closed' }]);
    const edits = session.transcript.blocks.filter((block) => block.type === 'edit');
    await assert.rejects(session.undo(edits[1]?.action ?? '', { overwrite: true }), { code: 'closedFolder' });
    await session.checkpoints.rewind(plan, { overwrite: true, conversation: false });
    assert.equal(await readFile(path.join(kept, 'a.txt'), 'utf8'), 'old');
    assert.equal(await readFile(path.join(closed, 'a.txt'), 'utf8'), 'new');
  });

  it('can only be read once its own folder is closed, and is written again when that is back', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }, { content: 'Two.' }] });
    const window = new FolderWorkspace(fixture.folder);
    const session = await fixture.open(undefined, 'window', window);
    await session.send(prompt('One'));
    const own = window.folders().splice(0, 1, { name: 'other', path: await tempFolder() });
    await session.followFolders();
    await assert.rejects(session.send(prompt('Two')), { code: 'otherFolders' });
    window.folders().push(...own);
    await session.followFolders();
    await session.send(prompt('Two'));
    assert.equal(session.transcript.turns, 2);
  });
});

describe('the folders of a session', () => {
  it('are the same by other names, and others when they only look alike', async () => {
    const root = await tempFolder();
    const real = path.join(root, 'one', 'app');
    await mkdir(real, { recursive: true });
    await mkdir(path.join(root, 'two', 'app'), { recursive: true });
    await symlink(real, path.join(root, 'link'));
    const isHere = openFolders([uri(path.join(root, 'link'))]);
    assert.equal(await isHere([uri(real)]), true);
    assert.equal(await isHere([`${uri(real)}/`]), true);
    assert.equal(await isHere([uri(path.join(root, 'two', 'app'))]), false);
    assert.equal(await isHere([uri(path.dirname(real))]), false, 'a folder around it');
    assert.equal(await isHere([]), false, 'a session without a folder');
    assert.equal(await openFolders([])([]), true);
    assert.equal(await openFolders([])([uri(real)]), false);
    await rename(real, path.join(root, 'renamed'));
    assert.equal(await openFolders([uri(path.join(root, 'renamed'))])([uri(real)]), false);
    const remote = 'vscode-vfs://github/owner/name';
    assert.equal(await openFolders([remote])([remote]), true);
    assert.equal(await openFolders([remote])(['vscode-vfs://github/owner/other']), false);
  });

  it('are known of sessions from before they were noted', () => {
    const told = (folders: { name: string; path: string }[], virtual = false) =>
      foldersOf({
        type: 'session.created',
        system: systemPrompt({ platform: 'linux', shell: 'sh', folders, virtual }),
      })?.folders;
    assert.deepEqual(told([{ name: 'app', path: '/home/me/my app; or so' }]), [uri('/home/me/my app; or so')]);
    assert.deepEqual(
      told([
        { name: 'app', path: '/one/app' },
        { name: 'tools: new', path: '/two/tools' },
      ]),
      [uri('/one/app'), uri('/two/tools')],
    );
    assert.deepEqual(told([]), []);
    assert.equal(told([], true), undefined);
    assert.equal(foldersOf({ type: 'session.created', system: 'Something else.' }), undefined);
  });
});

function uri(folder: string): string {
  return pathToFileURL(folder).href;
}

function placeOf(window: FolderWorkspace) {
  const folders = window.folders();
  return { folders: folders.map((folder) => uri(folder.path)), described: describePlace({ folders }) };
}

/** A session that edited a file in its folder, and is closed. */
async function edited(...more: Completion[]): Promise<SessionFixture> {
  const fixture = await startFixture({
    files: { 'a.txt': 'old' },
    approvals: 'auto',
    scenario: [EDIT, { content: 'Done.' }, ...more],
  });
  await fixture.session.send(prompt('Edit'));
  await fixture.session.close();
  return fixture;
}

async function elsewhere(fixture: SessionFixture, folder: string): Promise<ChatSession> {
  return await fixture.open(fixture.session.id, 'other window', new FolderWorkspace(folder));
}
