import { access, constants, lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import { isNotFound } from '../../../util/system/isNotFound.ts';
import { statEntry } from '../regularFile.ts';

/** `remove`: what is at the path is deleted, or moved away. */
export type TargetChange = 'write' | 'remove';

/** Why a file cannot be written, made, deleted or moved; `path` is the file or folder that is in the way. */
export interface TargetProblem {
  type: 'setting' | 'permissions' | 'fileSystem' | 'folder' | 'notAFolder' | 'deadLink' | 'nameTooLong';
  path: string;
}

/** Bytes of one name, on every file system that people use. */
const MAX_NAME_BYTES = 255;
/** Nobody may write. Root still could, but what is marked so is meant to stay as it is. */
const WRITE_BITS = 0o222;

/**
 * What is in the way of a change, as far as the disk says. Throws a SpecialFileError where what is there is neither a file nor
 * a folder.
 */
export async function findTargetProblem(file: string, change: TargetChange): Promise<TargetProblem | undefined> {
  if (isTooLong(file)) return { type: 'nameTooLong', path: file };
  const entry = await statEntry(file);
  if (entry?.type === 'folder') return { type: 'folder', path: file };
  if (!entry && (await isLink(file))) return { type: 'deadLink', path: file };
  const problem = entry ? await readOnlyProblem(file) : undefined;
  if (problem) return problem;
  return entry && change === 'write' ? undefined : await folderProblem(path.dirname(file));
}

/** What the model reads. */
export function describeTargetProblem({ type, path: place }: TargetProblem): string {
  switch (type) {
    case 'setting':
      return `${place} is read-only: the user's setting files.readonlyInclude names it. Nothing was changed.`;
    case 'permissions':
      return `${place} is read-only by its permissions. Nothing was changed.`;
    case 'fileSystem':
      return `${place} is on a read-only file system. Nothing was changed.`;
    case 'folder':
      return `${place} is a folder, not a file.`;
    case 'notAFolder':
      return `${place} is a file and not a folder: nothing can be in it.`;
    case 'deadLink':
      return `${place} is a link to something that does not exist: name the file itself.`;
    case 'nameTooLong':
      return `The name ${path.basename(place)} is too long for a file.`;
  }
}

function isTooLong(file: string): boolean {
  return file.split(path.sep).some((name) => Buffer.byteLength(name) > MAX_NAME_BYTES);
}

async function isLink(file: string): Promise<boolean> {
  return await lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
}

/** Of the folder that a file is made in or taken out of: the nearest that there is. */
async function folderProblem(folder: string): Promise<TargetProblem | undefined> {
  const found = await stat(folder).catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });
  if (found) return found.isDirectory() ? await readOnlyProblem(folder) : { type: 'notAFolder', path: folder };
  if (await isLink(folder)) return { type: 'deadLink', path: folder };
  const parent = path.dirname(folder);
  return parent === folder ? undefined : await folderProblem(parent);
}

async function readOnlyProblem(place: string): Promise<TargetProblem | undefined> {
  const found = await stat(place);
  // Of a folder, Windows means something else by it.
  const marks = process.platform !== 'win32' || found.isFile();
  if (marks && (found.mode & WRITE_BITS) === 0) return { type: 'permissions', path: place };
  try {
    await access(place, constants.W_OK);
    return undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { type: code === 'EROFS' ? 'fileSystem' : 'permissions', path: place };
  }
}
