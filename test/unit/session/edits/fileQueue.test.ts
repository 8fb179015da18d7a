import assert from 'node:assert/strict';
import { FileQueue } from '../../../../src/session/edits/fileQueue.ts';

/** Work that begins and ends as the test says. */
function job() {
  const { promise: begun, resolve: begins } = Promise.withResolvers<void>();
  const { promise: ends, resolve: end, reject: fail } = Promise.withResolvers<string>();
  let hasBegun = false;
  const work = () => {
    hasBegun = true;
    begins();
    return ends;
  };
  return { begun, end, fail, work, hasBegun: () => hasBegun };
}

/** All that was queued and can begin has begun. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('work on files', () => {
  it('is done side by side for different files, and one after another for one', async () => {
    const queue = new FileQueue();
    const [first, other, second] = [job(), job(), job()];
    const done = queue.run(['a'], first.work);
    void queue.run(['b'], other.work);
    const later = queue.run(['b', 'a'], second.work);
    await Promise.all([first.begun, other.begun]);
    other.end('');
    await settled();
    assert(!second.hasBegun());
    first.end('first');
    assert.equal(await done, 'first');
    await second.begun;
    second.end('second');
    assert.equal(await later, 'second');
  });

  it('on all files is done alone', async () => {
    const queue = new FileQueue();
    const [before, alone, after] = [job(), job(), job()];
    void queue.run(['a'], before.work);
    void queue.runAlone(alone.work);
    void queue.run(['b'], after.work);
    await before.begun;
    await settled();
    assert(!alone.hasBegun());
    before.end('');
    await alone.begun;
    await settled();
    assert(!after.hasBegun());
    alone.end('');
    await after.begun;
  });

  it('that fails holds nothing up, and says so to whoever asked for it', async () => {
    const queue = new FileQueue();
    const failing = job();
    const failed = assert.rejects(queue.run(['a'], failing.work), /no room/);
    const next = queue.run(['a'], async () => 'done');
    failing.fail(new Error('no room'));
    await failed;
    assert.equal(await next, 'done');
    assert.equal(await queue.runAlone(async () => 'alone'), 'alone');
  });
});
