import type { ServerResponse } from 'node:http';
import type { ChatRequest } from './chatRequest.ts';
import type { Dialect } from './dialects.ts';
import type { ServerError } from './errors.ts';
import { passHold } from './passHold.ts';
import type { Completion } from './scenario.ts';
import { argumentsText, callId } from './toolCalls.ts';

export interface ReplyContext {
  request: ChatRequest;
  id: string;
  /** In seconds since the epoch. */
  created: number;
  /** As the provider writes it. */
  usage: object;
  /** What stands beside it in the last chunk. */
  besideUsage: object;
  headers: Record<string, string>;
  hungUp: AbortSignal;
}

/** A reply that was cut leaves the connection for its caller to destroy. */
export type Outcome = 'sent' | 'cut';

/** Answers a request that did not ask for a stream. Of the faults, only holds and `cutAfter` mean something here. */
export async function sendWhole(
  response: ServerResponse,
  completion: Completion,
  context: ReplyContext,
): Promise<Outcome> {
  for (const hold of [completion.hold ?? []].flat()) await passHold(hold, context.hungUp);
  if (completion.cutAfter !== undefined) return 'cut';
  const { reasoning, content = '', toolCalls, reasoningField = 'reasoning_content' } = completion;
  const message = {
    role: 'assistant',
    content,
    ...(reasoning !== undefined && { [reasoningField]: reasoning }),
    ...(toolCalls?.length && {
      tool_calls: toolCalls.map((call, index) => ({
        index,
        id: callId(call, index),
        type: 'function',
        function: { name: call.name, arguments: argumentsText(call) },
      })),
    }),
  };
  const body = {
    id: context.id,
    object: 'chat.completion',
    created: context.created,
    model: context.request.model,
    choices: [
      { index: 0, message, finish_reason: completion.finishReason ?? (toolCalls?.length ? 'tool_calls' : 'stop') },
    ],
    ...(completion.usageIn !== 'none' && { usage: context.usage, ...context.besideUsage }),
  };
  sendJson(response, 200, body, context.headers);
  return 'sent';
}

export function sendError(response: ServerResponse, error: ServerError, dialect: Dialect): void {
  const { status, html, headers } = error;
  if (html === undefined) return sendJson(response, status, dialect.errorBody(error), headers);
  response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
  response.end(JSON.stringify(body));
}
