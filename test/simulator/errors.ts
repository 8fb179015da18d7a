/**
 * What the server answers in place of a completion. Texts and types are from Moonshot's error reference unless a line says
 * otherwise.
 */
export interface ServerError {
  status: number;
  error?: { message: string; type: string; code?: string };
  /** Sent in place of JSON, as gateways do. */
  html?: string;
  headers?: Record<string, string>;
}

export function failure(status: number, type: string, message: string, headers?: Record<string, string>): ServerError {
  return { status, error: { message, type }, ...(headers && { headers }) };
}

/** `Retry-After` in whole seconds, when the scenario wants one. */
function retryAfter(seconds: number | undefined): Record<string, string> | undefined {
  return seconds === undefined ? undefined : { 'retry-after': String(seconds) };
}

export function invalidRequest(message: string): ServerError {
  return failure(400, 'invalid_request_error', message);
}

export function contentFilter(): ServerError {
  return failure(400, 'content_filter', 'The request was rejected because it was considered high risk');
}

export function inputTooLong(): ServerError {
  return invalidRequest('Input token length too long');
}

/** Seen live: kimi-cli #2011. */
export function tokenLimitExceeded(limit: number, requested: number): ServerError {
  return invalidRequest(`Invalid request: Your request exceeded model token limit: ${limit} (requested: ${requested})`);
}

/** Kimi Code limits the size of all messages together (its error reference). */
export function messagesTooLarge(bytes: number): ServerError {
  return invalidRequest(`total message size ${bytes} exceeds limit 2097152`);
}

export function invalidKey(): ServerError {
  return failure(401, 'invalid_authentication_error', 'Invalid Authentication');
}

export function incorrectKey(): ServerError {
  return failure(401, 'incorrect_api_key_error', 'Incorrect API key provided');
}

/** AIgateway, which says nothing of the message. */
export function insufficientCredits(): ServerError {
  return failure(402, 'insufficient_credits', 'Insufficient credits');
}

export function permissionDenied(): ServerError {
  return failure(403, 'permission_denied_error', 'The API you are accessing is not open');
}

/** Kimi Code serves known coding agents only (kimi-cli issues). */
export function accessTerminated(): ServerError {
  return failure(
    403,
    'access_terminated_error',
    'Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.',
  );
}

/** The Kimi Code plan's, with the type that it has for other agents too (its error reference). */
export function usageLimitReached(resetsAt: Date): ServerError {
  return failure(
    403,
    'access_terminated_error',
    `You've reached your weekly (7-day) usage limit. It resets at ${resetsAt.toISOString()}.`,
  );
}

export function modelNotFound(id: string): ServerError {
  return failure(404, 'resource_not_found_error', `Not found the model ${id} or Permission denied`);
}

export function pathNotFound(method: string, path: string): ServerError {
  return failure(404, 'resource_not_found_error', `Not found: ${method} ${path}`);
}

/** Moonshot's quickstart gives the limit of 100M; the wording is what kimi-code recognises. */
export function bodyTooLarge(): ServerError {
  return failure(413, 'invalid_request_error', 'request exceeds the maximum size');
}

export function engineOverloaded(retryAfterSeconds?: number): ServerError {
  return failure(
    429,
    'engine_overloaded_error',
    'The engine is currently overloaded, please try again later',
    retryAfter(retryAfterSeconds),
  );
}

/** Also seen with status 403 (Kimi-K2 #5), so a client has to go by the type. */
export function quotaExceeded(status: 429 | 403 = 429): ServerError {
  return failure(
    status,
    'exceeded_current_quota_error',
    'You exceeded your current token quota: <org-4f1d2c> 0, please check your account balance',
  );
}

export type RateLimit = 'max concurrency' | 'max RPM' | 'max TPM' | 'max TPD';

/** The wait always stands in the text; `header: true` sends it as `Retry-After` too. */
export function rateLimited(
  seconds: number,
  { limit = 'max concurrency', header = false }: { limit?: RateLimit; header?: boolean } = {},
): ServerError {
  return failure(
    429,
    'rate_limit_reached_error',
    `Your account org-4f1d2c<ak-8b7a6e> request reached organization ${limit}: 1, please try again after ${seconds} seconds`,
    header ? retryAfter(seconds) : undefined,
  );
}

/** AIgateway's name for a rate limit. */
export function gatewayRateLimited(retryAfterSeconds?: number): ServerError {
  return failure(429, 'rate_limit_error', 'Rate limit exceeded', retryAfter(retryAfterSeconds));
}

export function clientClosedRequest(): ServerError {
  return failure(499, 'client_closed_request', 'Client closed request');
}

export function serverError(message = 'Internal server error'): ServerError {
  return failure(500, 'server_error', message);
}

export function unexpectedOutput(): ServerError {
  return failure(500, 'unexpected_output', 'Unexpected output');
}

export function serverUnavailable(retryAfterSeconds?: number): ServerError {
  return failure(503, 'server_unavailable', 'The server is currently unavailable', retryAfter(retryAfterSeconds));
}

/** AIgateway waits two seconds unless it says otherwise. */
export function serviceUnavailable(retryAfterSeconds = 2): ServerError {
  return failure(503, 'service_unavailable', 'Service unavailable', retryAfter(retryAfterSeconds));
}

/** What a gateway sends after 900 s of silence. */
export function gatewayTimeoutHtml(): ServerError {
  const title = '504 Gateway Time-out';
  return {
    status: 504,
    html: `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`,
  };
}
