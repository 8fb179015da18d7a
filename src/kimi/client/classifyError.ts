import type { Failure, FailureCode } from '../../agent/events/events.ts';
import { redactSecrets } from '../../util/secrets/redactSecrets.ts';
import { truncate } from '../../util/text/truncate.ts';
import { askedWait } from './askedWait.ts';

/** A failed request, and how it may be tried again. */
export interface Fault {
  failure: Failure;
  /** How often the step may be tried again because of this; 0 where trying again cannot help. */
  retries: number;
  /** Milliseconds that the server asked for at least. */
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

/** How often each failure is retried. What a user has to change first is not retried at all. */
const RETRIES: Record<FailureCode, number> = {
  noKey: 0,
  invalidKey: 0,
  noBalance: 0,
  usageLimit: 0,
  membership: 0,
  forbidden: 0,
  planRestricted: 0,
  modelNotFound: 0,
  contentFilter: 0,
  contextOverflow: 0,
  tooLarge: 0,
  badRequest: 0,
  badEndpoint: 0,
  notSupported: 0,
  redirected: 0,
  signIn: 0,
  certificateUntrusted: 0,
  certificateName: 0,
  certificateExpired: 0,
  httpOnly: 0,
  httpsOnly: 0,
  handshake: 0,
  unknownHost: 0,
  unencrypted: 0,
  notHttp: 0,
  rateLimited: 10,
  overloaded: 10,
  serverError: 10,
  network: 10,
  idle: 3,
  cut: 5,
  emptyReply: 2,
  brokenOff: 2,
  truncated: 0,
  truncatedCall: 0,
  truncatedReasoning: 0,
  spendingLimit: 0,
  stepLimit: 0,
  timeLimit: 0,
  costLimit: 0,
  repetition: 0,
  internal: 0,
};

/** A wait beyond this is none: the user is told until when it would be. */
const LONGEST_WAIT_MS = 3_600_000;

/** AIgateway's documented wait for a 503 that names none. */
const UNAVAILABLE_WAIT_MS = 2_000;

interface Row {
  code: FailureCode;
  status?: number[];
  type?: RegExp;
  message?: RegExp;
}

const REDIRECTS = [300, 301, 302, 303, 305, 307, 308];

/**
 * The rows of Moonshot's error reference and of what gateways and other servers were seen to send, first match wins. Types and
 * texts come before statuses: an empty balance was seen as 429, 403 and 402, and inside a 200 there is no status at all.
 */
const ROWS: Row[] = [
  { code: 'contentFilter', type: /content_filter|content_policy/ },
  { code: 'membership', status: [402, 403], message: /membership/i },
  // Of the Kimi Code plan: the same type is for agents that it does not admit.
  { code: 'usageLimit', type: /access_terminated/, message: /usage limit|billing cycle|quota/i },
  { code: 'usageLimit', message: /\busage limit|limit for this (?:period|billing cycle)/i },
  { code: 'noBalance', type: /exceeded_current_quota|insufficient_(?:credits|quota|balance|funds)/ },
  {
    code: 'noBalance',
    message:
      /exceeded your current (?:token )?quota|insufficient (?:account )?(?:balance|credits|funds|quota)|balance is (?:too low|insufficient|not enough)|in arrears|please (?:recharge|top up)|余额不足|欠费|请充值/i,
  },
  { code: 'noBalance', status: [402] },
  {
    code: 'contextOverflow',
    type: /context_length_exceeded|exceed_context_size|ContextWindowExceeded/,
  },
  {
    code: 'contextOverflow',
    message: /exceeded model token limit|input token length too long|context (?:length|size|window)/i,
  },
  { code: 'tooLarge', message: /total message size .* exceeds|exceeds the maximum size|file size is too large/i },
  { code: 'tooLarge', status: [413] },
  // nginx, Apache and Go, each in words of its own.
  {
    code: 'httpsOnly',
    status: [400],
    message: /plain http request was sent to https|http request to an https server|speaking plain http to an ssl/i,
  },
  { code: 'invalidKey', status: [401] },
  { code: 'invalidKey', type: /invalid_authentication|incorrect_api_key|invalid_api_key|authentication_error/ },
  { code: 'planRestricted', type: /access_terminated/ },
  // What guards a server may answer so where no key came.
  {
    code: 'invalidKey',
    status: [403],
    message:
      /not authenticated|(?:missing|no|invalid|incorrect|wrong) (?:api[ _-]?key|token|credentials?)|(?:api[ _-]?key|token) (?:is )?(?:missing|required|invalid)/i,
  },
  { code: 'forbidden', type: /permission_denied/ },
  { code: 'forbidden', status: [403, 451] },
  { code: 'signIn', status: [407, 511] },
  { code: 'redirected', status: REDIRECTS },
  { code: 'modelNotFound', type: /resource_not_found|model_not_found/ },
  { code: 'modelNotFound', status: [404], message: /model/i },
  // llama.cpp's server, where it serves several.
  { code: 'modelNotFound', status: [400], message: /^model '.*' not found$/s },
  { code: 'badEndpoint', status: [404, 405, 410] },
  { code: 'overloaded', type: /overloaded/ },
  { code: 'rateLimited', type: /rate_?limit|too_many_requests/i },
  { code: 'rateLimited', status: [429] },
  { code: 'overloaded', status: [503, 529] },
  { code: 'notSupported', status: [501, 505] },
  { code: 'serverError', status: [408, 409, 425, 499, 500, 502, 504] },
  { code: 'serverError', type: /server_error|unexpected_output|server_unavailable|service_unavailable/ },
  // What has only words, or a status that says less than they do.
  {
    code: 'invalidKey',
    message:
      /(?:invalid|incorrect|wrong) (?:api[ _-]?key|authentication)|api key (?:is )?(?:not valid|invalid)|unauthorized/i,
  },
  { code: 'rateLimited', message: /rate limit|too many requests/i },
  { code: 'overloaded', message: /overloaded|at capacity/i },
  { code: 'badRequest', status: [400, 422] },
  // In mid-stream there is no status.
  { code: 'badRequest', type: /invalid_request/ },
];

export function classifyError({ message, ...said }: ServerError): Fault {
  const error = { ...said, message: truncate(message, MAX_MESSAGE) };
  const row = ROWS.find(
    ({ status, type, message }) =>
      (status === undefined || status.includes(error.status ?? 0)) &&
      (type === undefined || type.test(error.type)) &&
      (message === undefined || message.test(error.message)),
  );
  const code = row?.code ?? ((error.status ?? 500) >= 500 ? 'serverError' : 'badRequest');
  const asked = askedWait(error.retryAfter, error.message);
  const wait = asked ?? (error.status === 503 ? UNAVAILABLE_WAIT_MS : undefined);
  const tooLong = wait !== undefined && wait > LONGEST_WAIT_MS;
  const failure: Failure = {
    code,
    detail: error.message,
    ...(error.status === undefined ? {} : { status: error.status }),
    ...(wait !== undefined && (tooLong || code === 'usageLimit') ? { until: Date.now() + wait } : {}),
  };
  return { failure, retries: tooLong ? 0 : RETRIES[code], ...(wait === undefined ? {} : { retryAfterMs: wait }) };
}

/** A failure that no server reported. */
export function fault(code: FailureCode, detail = ''): Fault {
  return { failure: { code, detail }, retries: RETRIES[code] };
}

/** A failure as the user reads it: without the key, and where none was sent, an endpoint that wants one does not refuse one. */
export function wordedFor(failure: Failure, key: string | undefined): Failure {
  const code = failure.code === 'invalidKey' && key === undefined ? 'noKey' : failure.code;
  return { ...failure, code, detail: redact(failure.detail, key) };
}

/** Removes whatever looks like a key, and `key` itself, from a text that people or logs will see. */
export function redact(text: string, key: string | undefined): string {
  const named = key ? text.replaceAll(key, '***') : text;
  // A server quotes keys cut short, too.
  return redactSecrets(named)
    .replace(/\b(sk-[\w-]{4})[\w-]{8,}/g, '$1***')
    .replace(/(bearer\s+)\S+/gi, '$1***');
}
