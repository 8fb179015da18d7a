import type { APIError, OpenAI } from 'openai';
import { classify, type Fault, fault } from './classify.ts';
import type { Endpoint } from './endpoints.ts';
import { ReplyError } from './readReply.ts';

/** The client package is large and first needed with the first request. */
export async function connect(endpoint: Endpoint, key: string | undefined): Promise<OpenAI> {
  const { openaiClient } = await import('./openaiClient.ts');
  return openaiClient(endpoint, key);
}

/** Why a request failed, whatever was thrown. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ReplyError) return error.fault;
  if (isApiError(error) && error.status !== undefined) {
    const body = (error.error ?? {}) as { message?: unknown; detail?: unknown; type?: unknown; code?: unknown };
    // vLLM and SGLang say of a key only `"error": "Unauthorized"`.
    const said = [body.message, body.detail, error.error].find((text) => typeof text === 'string');
    const message = typeof said === 'string' ? said : textOf(error.message);
    const type = [body.type, body.code].filter((part) => typeof part === 'string').join(' ');
    return classify({ status: error.status, type, message, retryAfter: error.headers?.get('retry-after') ?? null });
  }
  return fault(isLocal(error) ? 'internal' : 'network', rootMessage(error));
}

/** Files and their contents have no part in the network, and trying again does not mend them. */
function isLocal(error: unknown): boolean {
  return error instanceof SyntaxError || (error instanceof Error && 'path' in error);
}

function isApiError(error: unknown): error is APIError {
  return error instanceof Error && 'status' in error && 'headers' in error;
}

/** The readable part of an error page. */
function textOf(message: string): string {
  if (!/<[a-z!]/i.test(message)) return message;
  const title = /<title>([^<]*)<\/title>/i.exec(message)?.[1];
  return (title ?? message.replace(/<[^<>]*>/g, ' ')).replace(/\s+/g, ' ').trim().slice(0, 200);
}

/** What lies under "fetch failed": the refused connection, the unknown host. */
function rootMessage(error: unknown): string {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return current instanceof Error ? current.message || current.name : String(current);
}
