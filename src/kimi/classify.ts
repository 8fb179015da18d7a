import { cutText } from '../agent/cutText.ts';
import type { Failure, FailureCode } from '../agent/events.ts';
import { redactSecrets } from '../agent/redactSecrets.ts';

/** A failed request, and how it may be tried again. */
export interface Fault {
  failure: Failure;
  /** How often the step may be tried again because of this; 0 where trying again cannot help. */
  retries: number;
  /** Milliseconds that the server asked for. */
  retryAfterMs?: number;
}

/** What a server said: its status, and `error.type`, `error.code` and `error.message` of the body where it had them. */
export interface ServerError {
  status: number | undefined;
  type: string;
  message: string;
  retryAfter?: string | null;
}

/** Characters of what a server says. */
const MAX_MESSAGE = 2000;

/** How often each failure is retried. What a person has to change first is not retried at all. */
const RETRIES: Record<FailureCode, number> = {
  noKey: 0,
  invalidKey: 0,
  noBalance: 0,
  forbidden: 0,
  planRestricted: 0,
  modelNotFound: 0,
  contentFilter: 0,
  contextOverflow: 0,
  tooLarge: 0,
  badRequest: 0,
  badEndpoint: 0,
  rateLimited: 10,
  overloaded: 10,
  serverError: 10,
  network: 10,
  idle: 3,
  cut: 5,
  emptyReply: 2,
  truncated: 0,
  spendingLimit: 0,
  stepLimit: 0,
  timeLimit: 0,
  costLimit: 0,
  repetition: 0,
  internal: 0,
};

/**
 * The rows of Moonshot's error reference and of what gateways were seen to send, first match wins. Types and texts come
 * before statuses: an empty balance was seen as 429, 403 and 402.
 */
const ROWS: { code: FailureCode; status?: number[]; type?: RegExp; message?: RegExp }[] = [
  { code: 'contentFilter', type: /content_filter/ },
  { code: 'noBalance', type: /exceeded_current_quota|insufficient_(credits|quota|balance)/ },
  { code: 'noBalance', message: /exceeded your current token quota|insufficient (balance|credits)/i },
  { code: 'noBalance', status: [402] },
  { code: 'contextOverflow', message: /exceeded model token limit|input token length too long|context length/i },
  { code: 'tooLarge', message: /total message size .* exceeds|exceeds the maximum size|file size is too large/i },
  { code: 'tooLarge', status: [413] },
  { code: 'invalidKey', status: [401] },
  { code: 'invalidKey', type: /invalid_authentication|incorrect_api_key/ },
  { code: 'planRestricted', type: /access_terminated/ },
  { code: 'forbidden', status: [403] },
  { code: 'modelNotFound', type: /resource_not_found/ },
  { code: 'modelNotFound', status: [404], message: /model/i },
  { code: 'badEndpoint', status: [404, 405, 410] },
  { code: 'overloaded', type: /engine_overloaded/ },
  { code: 'rateLimited', type: /rate_limit/ },
  { code: 'rateLimited', status: [429] },
  { code: 'overloaded', status: [503, 529] },
  { code: 'serverError', status: [408, 409, 500, 502, 504] },
  { code: 'serverError', type: /server_error|unexpected_output|server_unavailable/ },
  { code: 'badRequest', status: [400, 422] },
  // In mid-stream there is no status.
  { code: 'badRequest', type: /invalid_request/ },
];

export function classify({ message, ...said }: ServerError): Fault {
  const error = { ...said, message: cutText(message, MAX_MESSAGE) };
  const row = ROWS.find(
    ({ status, type, message }) =>
      (status === undefined || status.includes(error.status ?? 0)) &&
      (type === undefined || type.test(error.type)) &&
      (message === undefined || message.test(error.message)),
  );
  const code = row?.code ?? ((error.status ?? 500) >= 500 ? 'serverError' : 'badRequest');
  const retryAfterMs = waitOf(error);
  return {
    failure: { code, detail: error.message, ...(error.status === undefined ? {} : { status: error.status }) },
    retries: RETRIES[code],
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** A failure that no server reported. */
export function fault(code: FailureCode, detail = ''): Fault {
  return { failure: { code, detail }, retries: RETRIES[code] };
}

/** `Retry-After` in whole seconds (Moonshot's error reference) or as a date, or "after N seconds" in the text. */
function waitOf({ retryAfter, message }: ServerError): number | undefined {
  if (retryAfter) {
    const seconds = Number(retryAfter);
    if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
    const date = Date.parse(retryAfter);
    if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  }
  const spoken = /after (\d+(?:\.\d+)?) ?s(?:ec|\b)/i.exec(message)?.[1];
  return spoken === undefined ? undefined : Number(spoken) * 1000;
}

/** Removes whatever looks like a key, and `key` itself, from a text that people or logs will see. */
export function redact(text: string, key: string | undefined): string {
  const named = key ? text.replaceAll(key, '***') : text;
  // A server quotes keys cut short, too.
  return redactSecrets(named)
    .replace(/\b(sk-[\w-]{4})[\w-]{8,}/g, '$1***')
    .replace(/(bearer\s+)\S+/gi, '$1***');
}
