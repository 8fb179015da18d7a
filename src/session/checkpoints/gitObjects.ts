import { createHash } from 'node:crypto';
import { type Git, type Repository, records } from '../../util/system/git.ts';

/** Bytes that are asked for at once. */
const BATCH_BYTES = 32 * 1024 * 1024;

/** A tracked file as the index has it: `size` is what stood in the folder, which git may keep in another form. */
export interface GitFile {
  /** From the repository's top. */
  path: string;
  object: string;
  size: number;
}

/**
 * The bytes of clean tracked files. Undefined for one of which git keeps another form than what stood in the folder, and
 * conversion of line endings and encodings does not lead back to it: one in Git LFS, for example. Programs that would lead back
 * to it are not run, since the repository names them.
 */
export async function readGitFiles(git: Git, top: string, files: readonly GitFile[]): Promise<(Buffer | undefined)[]> {
  const repository = await git.open(top);
  if (!repository) return files.map(() => undefined);
  const found: (Buffer | undefined)[] = [];
  const filtered = await filteredPaths(repository, files);
  for (const batch of batches(files)) {
    const input = batch.map(({ object }) => `${object}\n`).join('');
    const answer = await repository.ask(['cat-file', '--batch'], { input });
    const objects = answer ? parseObjects(answer.bytes) : [];
    for (const [index, file] of batch.entries()) {
      const bytes = objects[index];
      if (filtered.has(file.path)) found.push(undefined);
      else if (bytes?.length !== file.size) found.push(await readConverted(repository, file));
      else found.push(objectName(bytes, file.object) === file.object ? bytes : undefined);
    }
  }
  return found;
}

/** Those that pass through a program between the folder and git: not even their length says that git's form is theirs. */
async function filteredPaths(repository: Repository, files: readonly GitFile[]): Promise<Set<string>> {
  const input = files.map(({ path }) => `${path}\0`).join('');
  const answer = await repository.ask(['check-attr', '--stdin', '-z', 'filter'], { input });
  if (!answer) return new Set(files.map(({ path }) => path));
  const fields = records(answer);
  const filtered = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', , value = ''] = fields.slice(at, at + 3);
    if (value !== 'unspecified' && value !== 'unset') filtered.add(path);
  }
  return filtered;
}

/** What git calls these bytes, by the hash that the other name is of: git does not check them when it reads them. */
function objectName(bytes: Buffer, like: string): string {
  const hash = createHash(like.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

async function readConverted(repository: Repository, { path, object, size }: GitFile): Promise<Buffer | undefined> {
  const answer = await repository.ask(['cat-file', '--filters', `--path=${path}`, object]);
  return answer?.bytes.length === size ? answer.bytes : undefined;
}

function* batches(files: readonly GitFile[]): Iterable<GitFile[]> {
  let batch: GitFile[] = [];
  let bytes = 0;
  for (const file of files) {
    if (batch.length > 0 && bytes + file.size > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(file);
    bytes += file.size;
  }
  if (batch.length > 0) yield batch;
}

/** `<object> <type> <size>`, a line break, the bytes, a line break; or `<object> missing` and a line break. */
function parseObjects(bytes: Buffer): (Buffer | undefined)[] {
  const objects: (Buffer | undefined)[] = [];
  let at = 0;
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    if (end === -1) break;
    const size = Number(bytes.toString('latin1', at, end).split(' ')[2]);
    at = end + 1;
    if (Number.isNaN(size)) {
      objects.push(undefined);
      continue;
    }
    objects.push(bytes.subarray(at, at + size));
    at += size + 1;
  }
  return objects;
}
