import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Entry } from '../../../../src/agent/events/events.ts';
import { locked } from '../../../../src/session/log/folderLock.ts';
import { type Lease, takeLease } from '../../../../src/session/log/lease.ts';
import { openStore } from '../../../../src/session/log/store.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';

const run = promisify(execFile);

after(removeTempFolders);

describe('the lease of a session', () => {
  it('is one window’s until another takes it, which the first is told of at once', async () => {
    const folder = await tempFolder();
    const first = await lease(folder, 'first');
    assert.equal(await takeLease(folder, 'second'), undefined);
    const told = Promise.withResolvers<void>();
    const end = first.watch(told.resolve);
    const second = await takeLease(folder, 'second', { force: true });
    assert.ok(second);
    await told.promise;
    end();
    assert.equal(await first.isHeld(), false);
    assert.equal(await first.hold(() => Promise.reject(new Error('It writes.'))), false);
    assert.equal(await second.isHeld(), true);
  });

  it('that another window took and gave up is not the first one’s again', async () => {
    const folder = await tempFolder();
    const first = await lease(folder, 'first');
    await (await takeLease(folder, 'second', { force: true }))?.release();
    assert.equal(await first.isHeld(), false);
    assert.ok(await takeLease(folder, 'third'), 'nobody has it');
  });

  it('that is released by one that lost it stays the other’s', async () => {
    const folder = await tempFolder();
    const first = await lease(folder, 'first');
    const second = await takeLease(folder, 'second', { force: true });
    await first.release();
    assert.equal(await second?.isHeld(), true);
    assert.equal(await takeLease(folder, 'third'), undefined);
  });

  it('is not lost where its file cannot be read, is gone, or is torn', async () => {
    const folder = await tempFolder();
    const held = await lease(folder, 'window');
    const file = path.join(folder, 'lease.json');
    const text = await readFile(file, 'utf8');
    for (const spoil of [
      () => rm(file),
      () => writeFile(file, ''),
      () => writeFile(file, text.slice(0, 30)),
      () => writeFile(file, '\0'.repeat(text.length)),
    ]) {
      await spoil();
      assert.equal(await held.isHeld(), true);
      let wrote = false;
      const write = async () => {
        wrote = true;
      };
      assert.equal(await held.hold(write), true);
      assert.ok(wrote);
    }
    await rm(file);
    await mkdir(file);
    assert.equal(await held.isHeld(), true, 'what cannot be told is no loss');
    await assert.rejects(
      held.hold(async () => {}),
      /EISDIR/,
    );
  });

  it('is not lost while no file can be opened', async function () {
    if (process.platform === 'win32') return this.skip();
    const folder = await tempFolder();
    const script = `
      import { openSync, closeSync } from 'node:fs';
      import { takeLease } from ${JSON.stringify(path.resolve('src/session/log/lease.ts'))};
      const lease = await takeLease(${JSON.stringify(folder)}, 'window');
      const open = [];
      try { for (;;) open.push(openSync('/dev/null')); } catch {}
      const held = await lease.isHeld();
      const failed = await lease.hold(async () => {}).catch(({ code }) => code);
      for (const file of open) closeSync(file);
      console.log(JSON.stringify([held, failed, await lease.hold(async () => {})]));`;
    const command = 'ulimit -n 80; exec "$0" --input-type=module -e "$1"';
    const { stdout } = await run('sh', ['-c', command, process.execPath, script]);
    assert.deepEqual(JSON.parse(stdout), [true, 'EMFILE', true]);
  });

  it('is free where its process is gone, also one that was killed while it held the lock', async () => {
    const folder = await tempFolder();
    const script = `
      import { locked } from ${JSON.stringify(path.resolve('src/session/log/folderLock.ts'))};
      import { takeLease } from ${JSON.stringify(path.resolve('src/session/log/lease.ts'))};
      await takeLease(${JSON.stringify(folder)}, 'killed');
      await locked(${JSON.stringify(folder)}, () => process.kill(process.pid, 'SIGKILL'));`;
    await assert.rejects(run(process.execPath, ['--input-type=module', '-e', script]), { signal: 'SIGKILL' });
    assert.ok((await readdir(folder)).some((name) => /^lock\.\d+/.test(name)));
    assert.ok(await takeLease(folder, 'next'));
  });
});

describe('the lock of a folder', () => {
  it('lets one in at a time, also those who make it at the same moment', async () => {
    const folder = await tempFolder();
    let inside = 0;
    const work = async () => {
      inside += 1;
      assert.equal(inside, 1);
      await readdir(folder);
      inside -= 1;
    };
    await Promise.all(Array.from({ length: 30 }, () => locked(folder, work)));
    assert.deepEqual(await readdir(folder), ['lock']);
  });

  it('is free again after work that fails', async () => {
    const folder = await tempFolder();
    await assert.rejects(
      locked(folder, () => Promise.reject(new Error('failed'))),
      /failed/,
    );
    assert.equal(await locked(folder, async () => 'done'), 'done');
  });
});

describe('two processes that take a session from each other', () => {
  it('leave every entry in its place, each number once, and all that was said to be on disk', async function () {
    this.timeout(60_000);
    const storage = await tempFolder();
    await openStore(storage, 'test').create('shared');
    const script = path.resolve('test/unit/support/takeTurns.ts');
    const take = async (name: string) => {
      const { stdout } = await run(process.execPath, [script, storage, 'shared', name, '24'], {
        maxBuffer: 2 ** 27,
      });
      return JSON.parse(stdout) as { seq: number; text: string }[];
    };
    const kept = (await Promise.all([take('one'), take('two')])).flat();
    const [, ...lines] = (await readFile(path.join(storage, 'shared', 'log.jsonl'), 'utf8')).trimEnd().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as Entry);
    for (const [index, { seq }] of entries.entries()) assert.equal(seq, index + 1, `entry ${index}`);
    const written = new Map(
      entries.map(({ seq, event }) => [seq, event.type === 'session.renamed' ? event.title : '']),
    );
    for (const { seq, text } of kept) assert.equal(written.get(seq), text);
    assert.ok(kept.length > 24);
  });
});

async function lease(folder: string, holder: string): Promise<Lease> {
  const taken = await takeLease(folder, holder);
  assert.ok(taken);
  return taken;
}
