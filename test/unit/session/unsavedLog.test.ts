import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import {
  blockOf,
  blockTypes,
  isPending,
  pendingAction,
  prompt,
  startFixture,
  until,
} from '../support/sessionFixture.ts';

/** Bytes of a file: enough for a lease and a summary, too little for how a session begins. */
const LITTLE = 600;

const EDIT = {
  toolCalls: [{ name: 'edit_file', arguments: { path: 'a.txt', edits: [{ old_text: 'old', new_text: 'new' }] } }],
};

describe('a session that cannot be saved', () => {
  afterEach(() => limitFileSize('unlimited'));

  it('says why, loses nothing, and is saved by itself once there is room', async function () {
    if (!limitFileSize('unlimited')) this.skip();
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }, { content: 'Two.' }] });
    const { session } = fixture;
    limitFileSize(LITTLE);
    const told: (string | undefined)[] = [];
    session.onSaving(() => told.push(session.unsaved));
    await session.send(prompt('First'));
    await session.send(prompt('Second'));
    assert.match(session.unsaved ?? '', /^EFBIG: file too large$/);
    assert.equal(await session.isSaved(), false);
    assert.equal((await session.entries()).at(-1)?.event.type, 'turn.finished', 'it can be exported still');

    limitFileSize('unlimited');
    await saved(session);
    assert.deepEqual(told, ['EFBIG: file too large', undefined]);
    assert.deepEqual(await reopened(fixture, session), blockTypes(session));
  });

  it('makes no edit that it could not account for, and makes it once there is room', async function () {
    if (!limitFileSize('unlimited')) this.skip();
    await using fixture = await startFixture({
      files: { 'a.txt': 'old\n' },
      approvals: 'auto',
      scenario: [EDIT, { content: 'Done.' }],
    });
    const { session } = fixture;
    limitFileSize(LITTLE);
    const turn = session.send(prompt('Change it'));
    await until(session, ({ blocks }) => blocks.some((block) => block.type === 'edit' && block.trouble !== undefined));
    assert.deepEqual(blockOf(session, 'edit').trouble, { code: 'notSaved', detail: 'EFBIG: file too large' });
    assert.equal(await fixture.read('a.txt'), 'old\n');

    limitFileSize('unlimited');
    await session.decide(pendingAction(session), { type: 'accepted' });
    await turn;
    assert.equal(await fixture.read('a.txt'), 'new\n');
    assert.equal(session.unsaved, undefined);
    assert.ok(!isPending(session.transcript));
    assert.deepEqual(await reopened(fixture, session), blockTypes(session));
  });

  it('can be left, and is closed without hanging', async function () {
    if (!limitFileSize('unlimited')) this.skip();
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }] });
    const { session } = fixture;
    limitFileSize(LITTLE);
    await session.send(prompt('First'));
    await session.close();
  });

  it('goes on where a write stopped in the middle of a line', async function () {
    if (!limitFileSize('unlimited')) this.skip();
    await using fixture = await startFixture({
      scenario: [{ content: 'One.' }, { content: 'Two.' }, { content: 'Three.' }, { content: 'Four.' }],
    });
    const { session } = fixture;
    await session.send(prompt('First'));
    const log = path.join(fixture.storage, session.id, 'log.jsonl');
    limitFileSize((await stat(log)).size + 50);
    await session.send(prompt('Second'));
    assert.match(session.unsaved ?? '', /^EFBIG/);
    await session.send(prompt('Third'));
    limitFileSize('unlimited');
    assert.ok(!(await readFile(log, 'utf8')).endsWith('\n'), 'a line is torn');
    await saved(session);
    await session.send(prompt('Fourth'));
    assert.deepEqual(await reopened(fixture, session), blockTypes(session));
  });

  it('because its folder is away is saved when that is back', async () => {
    await using fixture = await startFixture({
      scenario: [{ content: 'One.' }, { content: 'Two.' }, { content: '3.' }],
    });
    const { session } = fixture;
    const folder = path.join(fixture.storage, session.id);
    await session.send(prompt('First'));
    await rename(folder, `${folder}.away`);
    await writeFile(folder, 'a file in its place');
    await session.send(prompt('Second'));
    assert.match(session.unsaved ?? '', /^ENOTDIR/);
    await rm(folder);
    await rename(`${folder}.away`, folder);
    await session.send(prompt('Third'));
    assert.deepEqual(await reopened(fixture, session), blockTypes(session));
  });

  it('and was not begun takes no prompt that would be lost', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }] });
    await writeFile(fixture.storage, 'a file where the folder of all sessions should be');
    await assert.rejects(fixture.session.send(prompt('First')), { code: 'notSaved' });
    assert.equal(fixture.simulator.requests.length, 0);
    await rm(fixture.storage);
    await fixture.session.send(prompt('First'));
    assert.deepEqual(blockTypes(fixture.session), ['user', 'content']);
  });

  it('leaves nothing half written beside its log', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'One.' }, { content: 'Two.' }] });
    const { session, store } = fixture;
    await session.send(prompt('First'));
    const folder = path.join(fixture.storage, session.id);
    await rm(path.join(folder, 'summary.json'));
    await mkdir(path.join(folder, 'summary.json'));
    await mkdir(path.join(folder, 'uploads.json'));
    await writeFile(path.join(folder, 'blobs'), 'a file where the folder should be');
    await session.send(prompt('Second'));
    await assert.rejects(session.keepBlob(Buffer.from('some')), { code: 'notSaved' });
    assert.deepEqual(await store.readUploads(session.id), {});
    await assert.rejects(store.writeUploads(session.id, {}));
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.includes('draft')),
      [],
    );
    assert.equal((await store.list())[0]?.title, 'First', 'the log has what the summary cannot say');
  });

  it('on a disk that fills up and is freed again and again keeps all that was shown', async function () {
    if (spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status !== 0) this.skip();
    this.timeout(300_000);
    const script = path.join(import.meta.dirname, '../support/fillDisk.ts');
    const command = 'mount -t tmpfs -o size=400k tmpfs /mnt && TMPDIR=/mnt exec "$0" "$1"';
    await promisify(execFile)('unshare', ['-rm', 'sh', '-c', command, process.execPath, script]);
  });
});

/** Of this process: whether it could be set. Writes beyond it fail, after those that still fit. */
function limitFileSize(bytes: number | 'unlimited'): boolean {
  return spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:`]).status === 0;
}

async function saved(session: ChatSession): Promise<void> {
  if (session.unsaved === undefined) return;
  await new Promise<void>((resolve) => {
    const end = session.onSaving(() => {
      if (session.unsaved !== undefined) return;
      end();
      resolve();
    });
  });
}

/** The blocks of the session as another process would find it. */
async function reopened(fixture: Awaited<ReturnType<typeof startFixture>>, session: ChatSession): Promise<string[]> {
  await session.close();
  return blockTypes(await fixture.open(session.id));
}
