import { readdir, readFile, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Entry } from '../../agent/events/events.ts';
import { isBlobName } from '../blobRef.ts';
import { isEvent } from '../log/eventShape.ts';

/** Milliseconds after which a file that is not whole belongs to a window that ended while it wrote it. */
const DRAFT_AGE_MS = 24 * 3600 * 1000;

export interface CheckpointLimits {
  /** Milliseconds. */
  maxAge: number;
  /** Of all sessions together. */
  maxBytes: number;
}

interface KeptBytes {
  file: string;
  bytes: number;
  /** Milliseconds since the epoch: written, or last spoken of in the log. */
  usedAt: number;
}

/**
 * Removes what is only kept for undoing: what is older than the limit, and then the oldest until the rest is small enough. What
 * a conversation shows and sends, and what edits that still wait stand on, stays.
 */
export async function pruneCheckpoints(directory: string, limits: CheckpointLimits, now = Date.now()): Promise<void> {
  const sessions = await readdir(directory).catch(() => []);
  const found = await Promise.all(sessions.map((id) => listBlobs(path.join(directory, id))));
  for (const { file, usedAt } of found.flat()) {
    if (!isBlobName(path.basename(file)) && usedAt < now - DRAFT_AGE_MS) await rm(file, { force: true });
  }
  const kept = found
    .map((blobs) => blobs.filter(({ file }) => isBlobName(path.basename(file))))
    .filter(({ length }) => length);
  const oldest = now - limits.maxAge;
  const total = kept.flat().reduce((sum, { bytes }) => sum + bytes, 0);
  // Most of the time nothing is to be done, and no log has to be read to know that.
  if (total <= limits.maxBytes && kept.flat().every(({ usedAt }) => usedAt > oldest)) return;
  const removable: KeptBytes[] = [];
  // One log after another: together they may be more than there is memory for.
  for (const blobs of kept) removable.push(...(await withoutNeeded(blobs)));
  removable.sort((a, b) => b.usedAt - a.usedAt);
  let bytes = 0;
  for (const blob of removable) {
    bytes += blob.bytes;
    if (blob.usedAt <= oldest || bytes > limits.maxBytes) await rm(blob.file, { force: true });
  }
}

async function listBlobs(session: string): Promise<KeptBytes[]> {
  const folder = path.join(session, 'blobs');
  const names = await readdir(folder).catch(() => []);
  const found = names.map(async (name) => {
    const file = path.join(folder, name);
    const { size, mtimeMs } = await stat(file);
    return { file, bytes: size, usedAt: mtimeMs };
  });
  return (await Promise.allSettled(found)).flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

/** Of one session's blobs. None where its log cannot be read: nobody knows then what it needs. */
async function withoutNeeded(blobs: KeptBytes[]): Promise<KeptBytes[]> {
  const [first] = blobs;
  if (!first) return [];
  try {
    const log = await readFile(path.join(path.dirname(first.file), '..', 'log.jsonl'), 'utf8');
    const { needed, usedAt } = readReferences(log);
    return blobs.flatMap((blob) => {
      const name = path.basename(blob.file);
      return needed.has(name) ? [] : [{ ...blob, usedAt: Math.max(blob.usedAt, usedAt.get(name) ?? 0) }];
    });
  } catch {
    return [];
  }
}

function parse(line: string): Entry | undefined {
  try {
    const entry: Entry = JSON.parse(line);
    return isEvent(entry.event) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** Which blobs a log needs, and when it last spoke of the others. */
function readReferences(log: string): { needed: Set<string>; usedAt: Map<string, number> } {
  const needed = new Set<string>();
  const usedAt = new Map<string, number>();
  const waiting = new Map<string, string[]>();
  // The first line is no entry; a last one that a crash cut off tells nothing.
  for (const line of log.split('\n').slice(1, -1)) {
    const references = line.match(/\b[0-9a-f]{64}\b/g) ?? [];
    const isDecision = line.includes('"action.decided"');
    if (references.length === 0 && !isDecision) continue;
    const entry = parse(line);
    if (!entry) {
      // Nobody knows what a damaged line needs.
      for (const reference of references) needed.add(reference);
      continue;
    }
    const { at, event } = entry;
    switch (event.type) {
      case 'action.requested':
        waiting.set(event.action.id, references);
        break;
      case 'action.updated':
      case 'action.applying':
        waiting.get(event.id)?.push(...references);
        break;
      case 'action.decided':
        waiting.delete(event.id);
        break;
      case 'files.changed':
      case 'turn.changed':
      case 'session.rewound':
      case 'session.redone':
        break;
      default:
        for (const reference of references) needed.add(reference);
    }
    for (const reference of references) usedAt.set(reference, at);
  }
  for (const reference of [...waiting.values()].flat()) needed.add(reference);
  return { needed, usedAt };
}
