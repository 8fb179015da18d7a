import assert from 'node:assert/strict';
import type { ModelEvent } from '../../../src/agent/contracts/model.ts';
import { readReply } from '../../../src/kimi/stream/readReply.ts';
import { ReplyError } from '../../../src/kimi/stream/replyError.ts';

const TOOLS = new Set(['f', 'one', 'two']);

export interface TextSource {
  contentType?: string;
  /** What the connection does after the last piece. */
  connection?: 'ends' | 'open' | 'breaks';
}

/** Reads pieces of a body, and returns what came out or the code of the failure. */
export async function readPieces(
  pieces: Iterable<Uint8Array>,
  { contentType = 'text/event-stream', connection = 'ends' }: TextSource = {},
): Promise<ModelEvent[] | string> {
  async function* body() {
    yield* pieces;
    if (connection === 'breaks') throw new Error('read ECONNRESET');
    if (connection === 'open') await new Promise(() => {});
  }
  let events: ModelEvent[] = [];
  try {
    await readReply(
      { body: body(), contentType },
      { tools: TOOLS, leaksCalls: true },
      (event) => {
        if (event.type === 'restarted') events = [];
        else events.push(event);
      },
      () => {},
      0,
    );
    return events;
  } catch (error) {
    assert(error instanceof ReplyError, String(error));
    return error.fault.failure.code;
  }
}

/** Reads a body in pieces that end at these places. */
export async function readText(
  text: string,
  cuts: number[] = [],
  source: TextSource = {},
): Promise<ModelEvent[] | string> {
  const bytes = Buffer.from(text, 'utf8');
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return await readPieces(
    places.slice(1).map((end, index) => bytes.subarray(places[index], end)),
    source,
  );
}

/** Reasoning, content or both, in the order in which they came. */
export function textOf(events: ModelEvent[] | string, types: readonly string[] = ['reasoning', 'content']): string {
  assert.equal(typeof events, 'object', String(events));
  return (events as ModelEvent[])
    .map((event) => ('text' in event && types.includes(event.type) ? event.text : ''))
    .join('');
}

export function assembleCalls(
  events: ModelEvent[] | string,
): Record<number, { id: string; name: string; args: string }> {
  assert.equal(typeof events, 'object', String(events));
  const calls: Record<number, { id: string; name: string; args: string }> = {};
  for (const event of events as ModelEvent[]) {
    if (event.type !== 'toolCall') continue;
    calls[event.index] ??= { id: '', name: '', args: '' };
    const call = calls[event.index];
    if (!call) continue;
    call.id += event.id ?? '';
    call.name += event.name ?? '';
    call.args += event.arguments ?? '';
  }
  return calls;
}
