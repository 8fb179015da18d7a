/**
 * A request that a server did not answer. `unrun`: it did not get there, or the server knows nothing of the session that it was
 * for, so that nothing was done. `unknown`: it may have been done.
 */
export class LostRequest extends Error {
  readonly fate: 'unrun' | 'unknown';

  constructor(fate: LostRequest['fate'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.fate = fate;
  }
}

/** Of errors in reaching an address: nothing of the request went out. */
const UNREACHED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** What fetch threw for a request, as what became of it. */
export function lostOnTheWay(error: unknown): unknown {
  const cause = error instanceof TypeError ? error.cause : undefined;
  if (!(cause instanceof Error)) return error;
  const code = 'code' in cause ? String(cause.code) : '';
  // A redirect is an answer.
  if (code === '') return error;
  return new LostRequest(UNREACHED.has(code) ? 'unrun' : 'unknown', cause.message || code, { cause: error });
}

/** What an answer says became of a request of a session; undefined where it is an answer to it. */
export async function lostByAnswer(response: Response, inSession: boolean): Promise<LostRequest | undefined> {
  const { status } = response;
  if (status >= 500) return new LostRequest('unknown', `HTTP ${status}`);
  if (!inSession || (status !== 404 && status !== 400)) return undefined;
  // The protocol says 404; servers that were restarted say 400 too ("Bad Request: No valid session ID provided").
  const ended = status === 404 || /session/i.test((await response.clone().text()).slice(0, 2000));
  return ended ? new LostRequest('unrun', `its session has ended (HTTP ${status})`) : undefined;
}
