import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Delta, deltasBefore, deltasOf } from './deltas.ts';
import { EventWriter } from './eventWriter.ts';
import { passHold } from './passHold.ts';
import type { Outcome, ReplyContext } from './reply.ts';
import type { Completion } from './scenario.ts';

/**
 * Streams a completion in the order of the live service: the role, the deltas, the finish chunk, with `include_usage` a chunk
 * without choices, `[DONE]`. Rejects when the client hangs up.
 */
export async function streamReply(
  response: ServerResponse,
  completion: Completion,
  context: ReplyContext,
): Promise<Outcome> {
  const writer = new EventWriter(response, completion, context.hungUp);
  const send = (choices: object[], rest: object = {}) => writer.event(JSON.stringify(chunk(context, choices, rest)));
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    ...context.headers,
  });

  if (!completion.raw) await send([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }]);
  const ending = await sendDeltas(writer, completion, context);
  if (ending === 'cut') return 'cut';
  if (ending === 'whole') {
    if (completion.finish !== false && !completion.raw) await sendFinish(send, completion, context.usage);
    const usageWanted = !completion.raw && context.request.stream_options?.include_usage;
    if (usageWanted && (completion.usageIn ?? 'final') === 'final') {
      await send([], { usage: context.usage, ...context.besideUsage });
    }
    if (completion.done !== false) await writer.event('[DONE]');
    await writer.flush();
  }
  response.end();
  return 'sent';
}

function chunk({ id, created, request }: ReplyContext, choices: object[], rest: object): object {
  return { id, object: 'chat.completion.chunk', created, model: request.model, choices, ...rest };
}

async function sendFinish(
  send: (choices: object[], rest?: object) => Promise<void>,
  { finishReason, toolCalls, usageIn = 'choice' }: Completion,
  usage: object,
): Promise<void> {
  const reason = finishReason ?? (toolCalls?.length ? 'tool_calls' : 'stop');
  const choice = { index: 0, delta: {}, finish_reason: reason };
  await send([usageIn === 'choice' ? { ...choice, usage } : choice], usageIn === 'top' ? { usage } : {});
}

/** Sends the deltas with their pacing and holds, up to where the scenario breaks the stream off. */
async function sendDeltas(
  writer: EventWriter,
  completion: Completion,
  context: ReplyContext,
): Promise<'whole' | 'cut' | 'failed'> {
  const { raw, pace, cutAfter, errorAfter, comments, onSent } = completion;
  const deltas: Delta[] = raw ? raw.map((text) => ({ kind: 'raw', text, delta: {} })) : deltasOf(completion);
  const holds = [completion.hold ?? []].flat().map((hold) => ({ ...hold, at: deltasBefore(hold.before, deltas) }));
  const cutAt = cutAfter === undefined ? undefined : deltasBefore(cutAfter, deltas);
  const failAt = errorAfter && deltasBefore(errorAfter.deltas, deltas);
  const interval = typeof pace === 'object' ? 1000 / pace.wordsPerSecond : 0;
  let due = performance.now();

  for (let index = 0; index <= deltas.length; index += 1) {
    for (const hold of holds.filter(({ at }) => at === index)) {
      await writer.flush();
      await passHold(hold, context.hungUp);
    }
    if (index === cutAt) {
      await writer.flush();
      return 'cut';
    }
    if (errorAfter && index === failAt) {
      await writer.event(JSON.stringify({ error: errorAfter.error }));
      await writer.flush();
      return 'failed';
    }
    const delta = deltas[index];
    if (!delta) break;
    if (interval > 0) {
      await writer.flush();
      const now = performance.now();
      due = Math.max(due + interval, now);
      await setTimeout(due - now, undefined, { signal: context.hungUp });
    }
    if (comments) await writer.comment('ping');
    onSent?.(delta.text, performance.timeOrigin + performance.now());
    const choice = { index: 0, delta: delta.delta, finish_reason: null };
    await writer.event(raw ? delta.text : JSON.stringify(chunk(context, [choice], {})));
  }
  return 'whole';
}
