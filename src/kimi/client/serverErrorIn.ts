import { isObject, type Json, parseJson } from '../../util/text/json.ts';
import type { ServerError } from './classifyError.ts';

/** What a body says of an error. `status` is one that stands in the body. */
export type SaidError = Pick<ServerError, 'status' | 'type' | 'message'>;

/** Errors inside errors: a gateway wraps what a gateway before it wrapped. */
const MAX_DEPTH = 6;

const MAX_ENTRIES = 10;

/**
 * What holds an error: OpenAI's envelope and those of its kin, lists of errors (JSON:API), Apigee's `fault`, MiniMax's
 * `base_resp`.
 */
const ENVELOPES = ['error', 'errors', 'err', 'fault', 'base_resp'];

const MESSAGES = [
  'message',
  'msg',
  'error_msg',
  'error_message',
  'errorMessage',
  'status_msg',
  'detail',
  'details',
  'description',
  'error_description',
  'faultstring',
  'reason',
  'title',
];

const STATUSES = ['status', 'status_code', 'statusCode', 'http_status', 'code', 'error_code'];

/**
 * The error in a JSON value, whatever shape a server gives it: in an envelope, without one (SGLang), as a text (vLLM of a key),
 * as `detail` (FastAPI), as a code beside a message, in a choice (OpenRouter), in a list (Gemini), or as JSON in a string.
 * `known`: it is one for sure, by its HTTP status or its event's name, so that a mere text or message will do. Undefined where
 * there is none.
 */
export function serverErrorIn(value: unknown, known = false): SaidError | undefined {
  return find(value, known, 0);
}

function find(value: unknown, known: boolean, depth: number): SaidError | undefined {
  if (depth > MAX_DEPTH) return undefined;
  if (typeof value === 'string') return known ? unpack(value, depth) : undefined;
  if (Array.isArray(value)) return firstIn(value, known, depth);
  if (!isObject(value)) return undefined;
  const inner = [...ENVELOPES.map((name) => value[name]), errorOfChoice(value)].find(says);
  if (inner !== undefined && !isFine(inner)) return outOf(value, inner, depth);
  if (!known && !isErrorItself(value)) return undefined;
  return errorOf(value, depth);
}

function firstIn(values: unknown[], known: boolean, depth: number): SaidError | undefined {
  for (const entry of values.slice(0, MAX_ENTRIES)) {
    const found = find(entry, known, depth + 1);
    if (found) return found;
  }
  return undefined;
}

/** What an envelope does not say itself may stand beside it. */
function outOf(body: Json, inner: unknown, depth: number): SaidError | undefined {
  const found = find(inner, true, depth + 1);
  const beside = errorOf(body, depth);
  if (!found) return beside ?? { status: undefined, type: '', message: short(body) };
  return {
    status: found.status ?? beside?.status,
    type: [found.type, typeOf(body)].filter((part) => part !== '').join(' '),
    message: found.message || (beside?.message ?? ''),
  };
}

function errorOf(body: Json, depth: number): SaidError | undefined {
  const type = typeOf(body);
  const status = statusOf(body);
  const told = messageOf(body, depth);
  const code = typeof body.code === 'number' ? `code ${body.code}` : '';
  if (!told && type === '' && status === undefined && code === '') return undefined;
  return {
    status: status ?? told?.status,
    type: [type, told?.type ?? ''].filter((part) => part !== '').join(' '),
    message: told?.message || type || code || short(body),
  };
}

function messageOf(body: Json, depth: number): SaidError | undefined {
  const told = MESSAGES.map((name) => body[name]).find(says);
  const own = Array.isArray(told) ? listOf(told, depth) : find(told, true, depth + 1);
  // OpenRouter says "Provider returned error", and what the provider said beside it.
  const raw = isObject(body.metadata) ? find(body.metadata.raw, true, depth + 1) : undefined;
  if (!own || !raw) return own ?? raw;
  return {
    status: own.status ?? raw.status,
    type: `${own.type} ${raw.type}`.trim(),
    message: `${own.message}: ${raw.message}`,
  };
}

/** FastAPI lists what is wrong with a request, each with its place. */
function listOf(entries: unknown[], depth: number): SaidError | undefined {
  const found = entries.slice(0, MAX_ENTRIES).flatMap((entry) => {
    const said = find(entry, true, depth + 1);
    const place = isObject(entry) && Array.isArray(entry.loc) ? `${entry.loc.join('.')}: ` : '';
    return said ? [{ ...said, message: place + said.message }] : [];
  });
  const [first] = found;
  return first && { ...first, message: found.map(({ message }) => message).join('; ') };
}

/** A text, or the error in one that is JSON. */
function unpack(text: string, depth: number): SaidError | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  const inner = /^[{[]/.test(trimmed) ? find(parseJson(trimmed), true, depth + 1) : undefined;
  return inner ?? { status: undefined, type: '', message: trimmed };
}

function errorOfChoice({ choices }: Json): unknown {
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined;
  return isObject(choice) ? choice.error : undefined;
}

/** Whether an object without an envelope is an error, and no part of a reply, ping or progress. */
function isErrorItself(body: Json): boolean {
  if ('choices' in body) return false;
  if (body.object === 'error' || body.success === false) return true;
  if (typeof body.type === 'string' && /error/i.test(body.type)) return true;
  if (typeof body.detail === 'string' || Array.isArray(body.detail)) return true;
  if (statusOf(body) !== undefined || body.status === 'error') return true;
  return isBadCode(body.code ?? body.error_code) && MESSAGES.some((name) => typeof body[name] === 'string');
}

/** Chinese services answer `{"code":0,"msg":"ok"}` where all is well. */
function isBadCode(code: unknown): boolean {
  if (typeof code === 'number') return code !== 0 && (code < 200 || code > 299);
  return typeof code === 'string' && !/^(?:|0|2\d\d|ok|success)$/i.test(code);
}

function isFine(inner: unknown): boolean {
  return isObject(inner) && inner.status_code === 0;
}

function typeOf(body: Json): string {
  return [body.type, body.code, body.status]
    .filter((part) => typeof part === 'string' && part !== '' && !/^\d+$/.test(part) && part !== 'error')
    .join(' ');
}

function statusOf(body: Json): number | undefined {
  return STATUSES.map((name) => Number(typeof body[name] === 'boolean' ? Number.NaN : (body[name] ?? Number.NaN))).find(
    (status) => Number.isInteger(status) && status >= 400 && status <= 599,
  );
}

function says(value: unknown): boolean {
  if (isObject(value)) return Object.keys(value).length > 0;
  return Array.isArray(value)
    ? value.length > 0
    : value !== undefined && value !== null && value !== '' && value !== false;
}

function short(body: Json): string {
  return JSON.stringify(body).slice(0, 200);
}
