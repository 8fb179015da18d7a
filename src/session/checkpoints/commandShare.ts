import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { BlobRef, FileChange, FileImage } from '../../agent/events/events.ts';
import { blobRef } from '../blobRef.ts';
import { isKept } from './fileTimeline.ts';
import type { Held, KnownWrite, WriteWatch } from './windowWrites.ts';

/** What stood in a file at one moment, with its bytes where they are not kept yet; undefined where that is not known. */
type State = { image: FileImage; bytes?: Buffer } | undefined;

type CommandPart = Pick<FileChange, 'before' | 'after' | 'shared'>;

/**
 * What of a file's change is a command's: all of it, or several parts, between which others wrote the file. `was` is undefined
 * where it is not known what stood there before.
 */
export async function commandShare(
  file: { was: FileImage | undefined; is: FileImage; writes: readonly KnownWrite[] },
  watch: WriteWatch,
  keep: (bytes: Uint8Array) => Promise<BlobRef>,
): Promise<CommandPart[]> {
  const kept = async ({ image, bytes }: NonNullable<State>) => (bytes ? await keep(bytes) : image);
  const parts: CommandPart[] = [];
  const add = async (from: State, to: State) => {
    if (from && to && isChange(from.image, to.image)) parts.push({ before: await kept(from), after: await kept(to) });
  };
  let state: State = file.was === undefined ? undefined : { image: file.was };
  for (const write of file.writes) {
    if (!watch.isBeforeCommand(write)) await add(state, stateOf(write.before));
    // Somebody wrote it after that, be it the same bytes: it is theirs as well.
    for (const part of parts) part.shared = true;
    state = stateOf(write.after);
  }
  const last = file.writes.at(-1);
  if (!last || !watch.isAfterCommand(last)) await add(state, { image: file.is });
  return parts;
}

/** The known writes of the files in these folders, by the paths that the folders give them. */
export async function writesIn(
  folders: readonly string[],
  writes: ReadonlyMap<string, KnownWrite[]>,
): Promise<Map<string, KnownWrite[]>> {
  const places = await Promise.all(
    folders.map(async (folder) => ({ folder, real: await realpath(folder).catch(() => folder) })),
  );
  const named = new Map<string, KnownWrite[]>();
  for (const [file, list] of writes) {
    for (const { folder, real } of places) {
      if (file.startsWith(real + path.sep)) named.set(folder + file.slice(real.length), list);
    }
  }
  return named;
}

/** Those of a file, and of the folders that it lies in: what they did to it is not known. */
export function writesOf(file: string, writes: ReadonlyMap<string, KnownWrite[]>): KnownWrite[] {
  if (writes.size === 0) return [];
  const all = [...(writes.get(file) ?? [])];
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    for (const write of writes.get(folder) ?? []) all.push({ ...write, before: undefined, after: undefined });
  }
  return all.sort((a, b) => a.beganAt - b.beganAt);
}

function stateOf(held: Held): State {
  if (!held) return held === null ? { image: null } : undefined;
  return { image: blobRef(held), bytes: held };
}

/** Of two files of which nothing is kept it is not known. */
function isChange(before: FileImage, after: FileImage): boolean {
  return before !== after && (isKept(before) || isKept(after));
}
