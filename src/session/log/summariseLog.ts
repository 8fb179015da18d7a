import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Entry } from '../../agent/events/events.ts';
import { addUsage } from '../../shared/transcript/addUsage.ts';
import { EMPTY_TRANSCRIPT, type Transcript, titleOf } from '../../shared/transcript/reduce.ts';
import { isEvent } from './eventShape.ts';
import { readEntries } from './sessionLog.ts';

type Told = Pick<Transcript, 'title' | 'totalUsage'> & { updatedAt: number };

/** Bytes of a log that is read as a whole. */
const SMALL_BYTES = 1024 * 1024;

/** How a line begins that says something for a summary. */
const TELLING =
  /^\{"seq":\d+,"at":\d+,"event":\{"type":"(?:turn\.started|session\.renamed|step\.finished|helper\.stepped|compaction\.(?:finished|failed))"/;

const DATE = /^\{"seq":\d+,"at":(\d+),/;

/**
 * What the log in a folder says of its session for the list. A large one is read a line at a time, and its damaged lines count for
 * nothing. Throws where it holds nothing.
 */
export async function summariseLog(folder: string): Promise<Told> {
  const file = path.join(folder, 'log.jsonl');
  const { size } = await stat(file);
  const told = size <= SMALL_BYTES ? (await readEntries(folder)).reduce(follow, NOTHING) : await readLines(file);
  if (told.updatedAt === 0) throw new Error(`${file} holds nothing.`);
  return told;
}

const NOTHING: Told = { title: '', totalUsage: EMPTY_TRANSCRIPT.totalUsage, updatedAt: 0 };

async function readLines(file: string): Promise<Told> {
  let told = NOTHING;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    const at = DATE.exec(line)?.[1];
    if (at !== undefined) told = { ...told, updatedAt: Number(at) };
    const entry = TELLING.test(line) ? parse(line) : undefined;
    if (entry) told = follow(told, entry);
  }
  return told;
}

function follow(told: Told, { at, event }: Entry): Told {
  const usage = 'usage' in event && event.usage ? { totalUsage: addUsage(told.totalUsage, event.usage) } : {};
  const next = { ...told, ...usage, updatedAt: at };
  if (event.type === 'session.renamed') return { ...next, title: event.title };
  if (event.type === 'turn.started' && told.title === '') return { ...next, title: titleOf(event.prompt.text) };
  return next;
}

function parse(line: string): Entry | undefined {
  try {
    const entry: Entry = JSON.parse(line);
    return isEvent(entry.event) ? entry : undefined;
  } catch {
    return undefined;
  }
}
