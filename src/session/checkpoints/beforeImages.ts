import path from 'node:path';
import type { BlobRef, FileImage, FileTraits } from '../../agent/events/events.ts';
import type { Git } from '../../util/system/git.ts';
import { inParallel } from '../../util/system/inParallel.ts';
import { type FileStamp, stampFile } from './fileStamp.ts';
import type { FolderSnapshot } from './folderSnapshot.ts';
import type { GitIndex, IndexedFile } from './gitIndex.ts';
import { readGitFiles } from './gitObjects.ts';

/** Bytes of a tracked file that are taken out of git. */
const OBJECT_LIMIT_BYTES = 50 * 1024 * 1024;
/** Milliseconds by which the clock of a file system may differ from this machine's. */
const CLOCK_MS = 1000;

export interface BeforeImage {
  image: FileImage;
  traits: FileTraits;
}

export interface BeforeParts {
  git: Git;
  /** Of the workspace. */
  folders: readonly string[];
  keep(bytes: Uint8Array): Promise<BlobRef>;
}

/** What was at these paths when a snapshot was taken. Those are left out that nobody changed since, although it lacks them. */
export async function imagesBefore(
  parts: BeforeParts,
  snapshot: FolderSnapshot,
  paths: readonly string[],
): Promise<Map<string, BeforeImage>> {
  const images = new Map<string, BeforeImage>();
  const others: string[] = [];
  for (const path of paths) {
    const seen = snapshot.loose.get(path);
    if (!seen) others.push(path);
    else if (seen.stamp) images.set(path, { image: seen.image, traits: traitsOf(seen.stamp) });
    else images.set(path, { image: null, traits: {} });
  }
  const unseen = new Set(others);
  for (const [index, wanted] of byIndex(snapshot.indexes, others)) {
    const files = await index.files(wanted);
    for (const path of files.keys()) unseen.delete(path);
    for (const [path, image] of await readIndexed(parts, index, files)) images.set(path, image);
  }
  const inodes = lazyInodes(snapshot);
  await inParallel([...unseen], async (path) => {
    const stamp = await stampFile(path);
    if (stamp && stamp.changedAt < snapshot.takenAt - CLOCK_MS) return;
    const known = !stamp || stamp.bornAt >= snapshot.takenAt || (await inodes()).has(stamp.inode);
    const traits = await newFolders(path, snapshot.takenAt, parts.folders);
    images.set(path, { image: known ? null : { unkept: 'unwatched' }, traits });
  });
  return images;
}

/** A nested repository's files are its own. */
function byIndex(indexes: readonly GitIndex[], paths: readonly string[]): Map<GitIndex, string[]> {
  const found = new Map<GitIndex, string[]>();
  for (const path of paths) {
    const [index] = indexes
      .filter((candidate) => candidate.has(path))
      .sort((a, b) => b.folder.length - a.folder.length);
    if (index) found.set(index, [...(found.get(index) ?? []), path]);
  }
  return found;
}

async function readIndexed(
  { git, keep }: BeforeParts,
  index: GitIndex,
  files: ReadonlyMap<string, IndexedFile>,
): Promise<[string, BeforeImage][]> {
  const entries = [...files];
  const readable = entries.filter(([, { link, size }]) => !link && size <= OBJECT_LIMIT_BYTES);
  const found = await readGitFiles(
    git,
    index.top,
    readable.map(([, file]) => file),
  );
  const bytesOf = new Map(readable.map(([path], at) => [path, found[at]]));
  return await inParallel(entries, async ([path, { link, size, executable }]): Promise<[string, BeforeImage]> => {
    const bytes = bytesOf.get(path);
    const unkept = link ? 'unreadable' : size > OBJECT_LIMIT_BYTES ? 'tooLarge' : 'converted';
    const image: FileImage = bytes ? await keep(bytes) : { unkept };
    return [path, { image, traits: executable ? { executable } : {} }];
  });
}

function traitsOf({ executable }: FileStamp): FileTraits {
  return executable ? { executable } : {};
}

/** The folders of a new file that are new too, the outermost first. */
async function newFolders(file: string, moment: number, roots: readonly string[]): Promise<FileTraits> {
  const folders: string[] = [];
  const isInside = (folder: string) => roots.some((root) => folder.startsWith(root + path.sep));
  for (let folder = path.dirname(file); isInside(folder); folder = path.dirname(folder)) {
    const stamp = await stampFile(folder);
    if (!stamp || stamp.bornAt < moment) break;
    folders.unshift(folder);
  }
  return folders.length > 0 ? { folders } : {};
}

/** A file that is not new may be one that was there by another name. */
function lazyInodes({ loose, indexes }: FolderSnapshot): () => Promise<ReadonlySet<number>> {
  let found: Promise<Set<number>> | undefined;
  const find = async () => {
    const inodes = new Set([...loose.values()].flatMap(({ stamp }) => (stamp ? [stamp.inode] : [])));
    for (const index of indexes) for (const { inode } of (await index.files()).values()) inodes.add(inode);
    return inodes;
  };
  return () => {
    found ??= find();
    return found;
  };
}
