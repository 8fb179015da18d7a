import { constants, type Stats } from 'node:fs';
import { open, stat, statfs } from 'node:fs/promises';
import { isNotFound } from '../../util/system/isNotFound.ts';

/**
 * Opening a pipe, a socket or a device may wait for ever, and what waits holds one of the few threads that all of the process's
 * file work shares. So whatever reads a file by a path that comes from a workspace or the model reads it through here.
 */
export type SpecialFile = 'pipe' | 'socket' | 'device' | 'system';

/** What a path leads to has no content to be read or changed. */
export class SpecialFileError extends Error {
  readonly path: string;

  constructor(path: string, kind: SpecialFile) {
    super(`${path} is ${WORDS[kind]}, not a file that can be read or changed here.`);
    this.path = path;
  }
}

const WORDS: Record<SpecialFile, string> = {
  pipe: 'a named pipe',
  socket: 'a socket',
  device: 'a device',
  system: 'made up by the system whenever it is read',
};

/** What statfs calls the file systems whose files have no content of their own: proc, sysfs, debugfs, tracefs, cgroup, bpf. */
const SYSTEM_TYPES = new Set([0x9fa0, 0x62656572, 0x64626720, 0x74726163, 0x27e0eb, 0x63677270, 0xcafe4a11]);

/** Undefined where nothing is there. `size` in bytes. Throws a SpecialFileError for what is neither a file nor a folder. */
export async function statEntry(path: string): Promise<{ type: 'file' | 'folder'; size: number } | undefined> {
  try {
    const found = await stat(path);
    if (found.isDirectory()) return { type: 'folder', size: found.size };
    const special = await specialKind(path, found);
    if (special) throw new SpecialFileError(path, special);
    return { type: 'file', size: found.size };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** The bytes of a file. Throws a SpecialFileError, at once, for what is none, and the file system's own errors. */
export async function readRegularFile(path: string): Promise<Buffer> {
  const special = await specialKind(path, await stat(path));
  if (special) throw new SpecialFileError(path, special);
  // Another may have taken its place in the meantime: without a writer, too, a pipe is opened at once.
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const replaced = await specialKind(path, await file.stat());
    if (replaced) throw new SpecialFileError(path, replaced);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function specialKind(path: string, found: Stats): Promise<SpecialFile | undefined> {
  if (found.isFIFO()) return 'pipe';
  if (found.isSocket()) return 'socket';
  if (found.isBlockDevice() || found.isCharacterDevice()) return 'device';
  // Files of the system take no room.
  if (!found.isFile() || found.blocks > 0) return undefined;
  return SYSTEM_TYPES.has((await statfs(path)).type) ? 'system' : undefined;
}
