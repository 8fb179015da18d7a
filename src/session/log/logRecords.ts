import type { AgentEvent, Entry } from '../../agent/events/events.ts';
import { parseJson } from '../../util/text/json.ts';
import { isEvent } from './eventShape.ts';

/** The version of the log's format, in its first line. */
export const SCHEMA = 1;

/** An entry as a line of the log. */
export interface LogRecord extends Entry {
  /** Of streamed entries: the first of the numbers that are joined in it. Older logs do not say. */
  from?: number;
}

export interface LogContents {
  /** In order; where some are missing, `entries.missing` is in their place. */
  entries: Entry[];
  /** A newer version of the extension wrote it: what this one knows of it was read. */
  newer: boolean;
}

type Missing = Extract<AgentEvent, { type: 'entries.missing' }>;

/** Bytes of a log that are decoded at once. */
const PIECE_BYTES = 8_000_000;

const NEWLINE = 0x0a;

/**
 * Reads whatever a log holds. What is damaged costs itself only: a line that is no record is searched for records, and what is
 * not there is found by the numbers of those around it. Never throws.
 */
export function readLog(bytes: Buffer): LogContents {
  const reader = new RecordReader();
  for (const text of piecesOf(bytes)) for (const line of text.split('\n')) reader.take(line);
  // A process that is killed while it writes leaves a line without an end, of what it had not written yet.
  if (!isCutOff(bytes)) reader.noteDamageAtEnd();
  const entries = withGaps(inOrder(reader.records), reader);
  return { entries, newer: reader.schema > SCHEMA };
}

export function isStreamed({ type }: AgentEvent): boolean {
  return type.endsWith('.delta') || type === 'tool.progress';
}

/** In pieces of whole lines. */
function* piecesOf(bytes: Buffer): Generator<string> {
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, start + PIECE_BYTES);
    const end = newline < 0 ? bytes.length : newline;
    yield bytes.toString('utf8', start, end);
    start = end + 1;
  }
}

function isCutOff(bytes: Buffer): boolean {
  const start = bytes.lastIndexOf(NEWLINE) + 1;
  return start < bytes.length && bytes[start] === '{'.charCodeAt(0) && !bytes.includes(0, start);
}

class RecordReader {
  readonly records: LogRecord[] = [];
  schema = SCHEMA;
  /** Records before which something could not be read. */
  readonly afterDamage = new Set<LogRecord>();
  /** Something could not be read after the last record. */
  damageAtEnd = false;
  private damaged = false;

  take(line: string): void {
    if (line === '') return;
    const value = parseJson(line);
    if (value === undefined) return this.search(line);
    this.add(value);
  }

  noteDamageAtEnd(): void {
    this.damageAtEnd = this.damaged;
  }

  /** Two records on one line, or one beside what is none: within a record, the quotes of these marks are escaped. */
  private search(line: string): void {
    for (const part of line.split(/(?=\{"(?:seq|schema)":)/)) {
      if (part.trim() !== '') this.add(parseJson(part.slice(part.indexOf('{'), part.lastIndexOf('}') + 1)));
    }
  }

  private add(value: unknown): void {
    if (isHeader(value)) {
      this.schema = Math.max(this.schema, value.schema);
    } else if (isRecord(value)) {
      this.records.push(value);
      if (this.damaged) this.afterDamage.add(value);
      this.damaged = false;
    } else {
      this.damaged = true;
    }
  }
}

function isHeader(value: unknown): value is { schema: number } {
  return typeof value === 'object' && value !== null && 'schema' in value && typeof value.schema === 'number';
}

function isRecord(value: unknown): value is LogRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, at, event, from } = value as Partial<Record<keyof LogRecord, unknown>>;
  const isNumbered = isNumber(seq) && isNumber(at) && (from === undefined || isNumber(from));
  return isNumbered && isEvent(event);
}

function isNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

/** By their numbers, each once. Nearly every log is so already. */
function inOrder(records: LogRecord[]): LogRecord[] {
  const isOrdered = records.every(({ seq }, index) => index === 0 || seq > (records[index - 1]?.seq ?? 0));
  if (isOrdered) return records;
  const sorted = records.toSorted((first, second) => first.seq - second.seq);
  return sorted.filter((record, index) => {
    const before = sorted[index - 1];
    return before?.seq !== record.seq || JSON.stringify(before.event) !== JSON.stringify(record.event);
  });
}

function withGaps(records: LogRecord[], { afterDamage, damageAtEnd }: RecordReader): Entry[] {
  const entries: Entry[] = [];
  const gaps: Missing[] = [];
  const miss = (seq: number, at: number) => {
    const event: Missing = { type: 'entries.missing' };
    entries.push({ seq, at, event });
    gaps.push(event);
  };
  let last = 0;
  for (const record of records) {
    const { seq, at, event, from } = record;
    // Older logs do not say which numbers are joined in a streamed entry.
    const first = from ?? (isStreamed(event) && !afterDamage.has(record) ? last + 1 : seq);
    if (first > last + 1) miss(last + 1, at);
    entries.push(record);
    last = seq;
  }
  if (damageAtEnd) miss(last + 1, records.at(-1)?.at ?? 0);
  if (gaps.length > 0) countMissing(entries);
  return entries;
}

/** Later entries name steps and turns by their numbers: what is missing began as many as those are ahead of what was counted. */
function countMissing(entries: readonly Entry[]): void {
  const counts = { steps: 0, turns: 0 };
  /** Of each, where it can have been lost: the first gap since the count was last known to be right. */
  const gaps: { steps?: Missing; turns?: Missing } = {};
  const check = (what: 'steps' | 'turns', number: number) => {
    const gap = gaps[what];
    if (number > counts[what] && gap) {
      gap[what] = number - counts[what];
      counts[what] = number;
    }
    if (number === counts[what]) delete gaps[what];
  };
  for (const { event } of entries) {
    switch (event.type) {
      case 'entries.missing':
        gaps.steps ??= event;
        gaps.turns ??= event;
        break;
      case 'step.started':
        counts.steps += 1;
        break;
      case 'turn.started':
        counts.turns += 1;
        break;
      case 'tool.started':
      case 'tool.finished':
      case 'action.requested':
        check('steps', Number.parseInt(event.call, 10));
        break;
      case 'turn.changed':
        check('turns', event.turn);
        break;
    }
  }
}
