import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isAlive } from '../../util/system/isAlive.ts';
import { codeOf, retried } from '../../util/system/retried.ts';

/** Milliseconds after which a lock is taken from a process that lives but does nothing: what is done under it takes a few. */
const PATIENCE_MS = 5000;

const POLL_MS = 3;

/** The lock's file while nobody has it; who has it renames it to `lock.<process>.<name>`. */
const FREE = 'lock';

/** While the lock's file is made. */
const CREATING = 'lock.new';

/**
 * Runs `work` while no other process, and nothing else in this one, does that for the same folder. A process that was killed
 * leaves no lock behind: every change of hands is one rename, of which only one can succeed.
 */
export async function locked<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const mine = path.join(folder, `${FREE}.${process.pid}.${randomUUID()}`);
  await acquire(folder, mine);
  try {
    return await work();
  } finally {
    // Gone where another process lost patience with this one.
    await moved(mine, path.join(folder, FREE));
  }
}

async function acquire(folder: string, mine: string): Promise<void> {
  let waitsFor = '';
  let since = 0;
  while (!(await moved(path.join(folder, FREE), mine))) {
    const names = (await retried(() => readdir(folder))).filter((name) => name.startsWith(FREE));
    const [taken] = names.filter((name) => name !== FREE && name !== CREATING);
    if (taken === undefined) {
      if (names.length === 0 || names.includes(CREATING)) await create(folder);
      continue;
    }
    if (taken !== waitsFor) {
      waitsFor = taken;
      since = performance.now();
    }
    const isStale = !isAlive(Number(taken.split('.')[1])) || performance.now() - since > PATIENCE_MS;
    if (isStale && (await moved(path.join(folder, taken), mine))) return;
    await pause();
  }
}

/** Makes the lock's file where there is none. Two processes never make two: only who made `lock.new` looks and renames it. */
async function create(folder: string): Promise<void> {
  const creating = path.join(folder, CREATING);
  try {
    await retried(async () => (await open(creating, 'wx')).close());
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    await pause();
    const made = await stat(creating).catch(() => undefined);
    if (made && Date.now() - made.mtimeMs > PATIENCE_MS) await rm(creating, { force: true });
    return;
  }
  const others = (await retried(() => readdir(folder))).filter((name) => name.startsWith(FREE) && name !== CREATING);
  if (others.length > 0) await rm(creating, { force: true });
  else await moved(creating, path.join(folder, FREE));
}

/** Resolves with false where the file is not there any more. */
async function moved(from: string, to: string): Promise<boolean> {
  try {
    await retried(() => rename(from, to));
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
