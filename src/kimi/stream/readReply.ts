import type { ModelEvent } from '../../agent/contracts/model.ts';
import { fault } from '../client/classifyError.ts';
import { type Expected, ReplyAssembly, type ReplyForm } from './replyAssembly.ts';
import { ReplyError, tooLong } from './replyError.ts';
import { ReplyEvents } from './replyEvents.ts';

/** Bytes of a reply and of one of its lines, and characters of what it says: the longest replies have a tenth of these. */
const MAX_REPLY_BYTES = 1_000_000_000;
const MAX_LINE_BYTES = 10_000_000;
const MAX_CHARACTERS = 20_000_000;

/**
 * How long usage is waited for after the end of a reply that says so but leaves its connection open, in milliseconds; and after
 * how much silence a reply in one piece is looked at whether it is whole.
 */
const GRACE_MS = 2_000;

export interface ReplySource {
  body: AsyncIterable<Uint8Array>;
  /** As the server says; empty where it says nothing. */
  contentType: string;
}

/**
 * Reads one reply, emitting its deltas as they come and `finished` at the end. `onBytes` is called for every sign of life,
 * comments included. `restarted` is emitted where what was told turns out to be something else; it then comes again.
 *
 * Moonshot says that only `[DONE]` ends a reply, and some gateways leave it or `finish_reason` out: with either of them the
 * reply is whole, with neither it was cut. After a finish reason nothing is waited for but usage, and nothing that breaks makes
 * the reply less whole: see GRACE_MS. Throws ReplyError, or what reading the body throws.
 */
export async function readReply(
  { body, contentType }: ReplySource,
  expected: Expected,
  emit: (event: ModelEvent) => void,
  onBytes: () => void,
  graceMs = GRACE_MS,
): Promise<ReplyForm> {
  const assembly = new ReplyAssembly(expected, boundedEmit(emit));
  let toldAt = 0;
  const events = new ReplyEvents(contentType, (event) => {
    if (assembly.read(event)) toldAt = performance.now();
  });
  const bound = lineBound();
  const decoder = new TextDecoder();
  const pieces = body[Symbol.asyncIterator]();
  const isOver = () => assembly.isFinished || events.isWholeJson;
  const untilEnd = async (next: Promise<IteratorResult<Uint8Array>>): Promise<IteratorResult<Uint8Array> | 'over'> => {
    if (!assembly.isFinished && !events.isJson) return await next;
    const left = assembly.isFinished ? toldAt + graceMs - performance.now() : graceMs;
    const piece = await within(Math.max(0, left), next);
    return piece === 'late' ? (isOver() ? 'over' : await next) : piece;
  };
  try {
    while (!assembly.done) {
      const next = pieces.next();
      // It may break when nobody waits for it any more.
      next.catch(() => {});
      const piece = await untilEnd(next).catch((error: unknown) => (isOver() ? ('over' as const) : throwCut(error)));
      if (piece === 'over' || piece.done) break;
      onBytes();
      bound(piece.value);
      events.feed(decoder.decode(piece.value, { stream: true }));
    }
  } catch (error) {
    await pieces.return?.();
    throw error;
  }
  void drain(pieces);
  // A last event without the blank line that ends it.
  events.feed(decoder.decode());
  events.end();
  if (events.isJson && !assembly.isReply) throw assembly.otherError();
  assembly.finish();
  return assembly.form;
}

/** What comes within so many milliseconds. */
async function within<T>(ms: number, coming: Promise<T>): Promise<T | 'late'> {
  const { promise, resolve } = Promise.withResolvers<'late'>();
  const timer = setTimeout(() => resolve('late'), ms);
  try {
    return await Promise.race([coming, promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** Throws where a reply has more bytes than any, or a line of it has. */
function lineBound(): (piece: Uint8Array) => void {
  let bytes = 0;
  let line = 0;
  return (piece) => {
    bytes += piece.length;
    const end = piece.lastIndexOf(0x0a);
    line = end < 0 ? line + piece.length : piece.length - end;
    if (bytes > MAX_REPLY_BYTES || line > MAX_LINE_BYTES) throw tooLong();
  };
}

function boundedEmit(emit: (event: ModelEvent) => void): (event: ModelEvent) => void {
  let characters = 0;
  return (event) => {
    if ('text' in event) characters += event.text.length;
    if ('arguments' in event) characters += event.arguments?.length ?? 0;
    if (characters > MAX_CHARACTERS) throw tooLong();
    emit(event);
  };
}

/** Until its first byte a request has no connection; one that breaks after that was cut. */
function throwCut(error: unknown): never {
  throw new ReplyError(fault('cut', error instanceof Error ? error.message : String(error)));
}

/**
 * Reads what follows the end of a reply: a body that is given up before its end costs its connection, and the next step then
 * waits for a new one. Nobody waits for a server that leaves the body open: whoever made the request ends it after a while.
 */
async function drain(pieces: AsyncIterator<Uint8Array>): Promise<void> {
  try {
    while (!(await pieces.next()).done);
  } catch {
    // The reply was whole: how its connection ended matters to nobody.
  }
}
