import type { APIError, OpenAI } from 'openai';
import { reportOf } from '../../util/text/reportOf.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import { ReplyError } from '../stream/replyError.ts';
import { classifyError, type Fault, fault } from './classifyError.ts';
import { connectionErrorIn } from './connectionError.ts';
import { connectionFault } from './connectionFault.ts';
import { pageText } from './pageText.ts';
import { serverErrorIn } from './serverErrorIn.ts';

/** The client package is large and first needed with the first request. */
export async function connect(endpoint: Endpoint, key: string | undefined): Promise<OpenAI> {
  const { openaiClient } = await import('./openaiClient.ts');
  return openaiClient(endpoint, key);
}

/** Why a request failed, whatever was thrown: what neither the endpoint nor the way to it did is a mistake of our own. */
export function faultOf(error: unknown): Fault {
  if (error instanceof ReplyError) return error.fault;
  const lost = connectionErrorIn(error);
  if (lost) return connectionFault(lost);
  if (!isApiError(error)) return fault('internal', reportOf(error));
  if (error.status !== undefined) return serverFault(error, error.status);
  // The client says only of a wait that ended that there was no answer.
  return error.cause === undefined ? fault('network', error.message) : fault('internal', reportOf(error.cause));
}

function serverFault({ error, message, headers }: APIError, status: number): Fault {
  const said = serverErrorIn(error, true);
  const location = headers?.get('location');
  return classifyError({
    status,
    type: said?.type ?? '',
    message: [said?.message ?? pageText(message), location ? `Location: ${location}` : '']
      .filter((part) => part !== '')
      .join('\n'),
    retryAfter: headers?.get('retry-after') ?? null,
  });
}

function isApiError(error: unknown): error is APIError {
  return error instanceof Error && 'status' in error && 'headers' in error;
}
