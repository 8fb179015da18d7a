import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { FailureCode } from '../../../src/agent/events/events.ts';
import type { Told } from './faultStory.ts';

/** What a server does to one request. */
type Deed = (answer: ServerResponse) => void;

export interface FaultRow extends Told {
  name: string;
  deed: Deed;
  /** How often the server does it; once, where it does not say. */
  times?: number;
  /** The reply was whole, whatever else there was. */
  whole?: true;
}

const CONTENT = { 'content-type': 'application/json' };

const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Deed =>
  (answer) =>
    answer.writeHead(status, { ...CONTENT, ...headers }).end(typeof body === 'string' ? body : JSON.stringify(body));
const error = (status: number, message: string, type = '', headers?: Record<string, string>): Deed =>
  json(status, { error: { message, type } }, headers);
const page =
  (status: number, text: string): Deed =>
  (answer) =>
    answer
      .writeHead(status, { 'content-type': 'text/html' })
      .end(`<html><head><title>${status} ${text}</title></head><body><h1>${text}</h1></body></html>`);
/** Bytes in the place of an answer, after which the server hangs up. */
const raw =
  (bytes: string): Deed =>
  ({ socket }) =>
    void socket?.end(bytes);

const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const WHOLE = `${chunk({ content: 'Whole.' })}${chunk({}, 'stop')}data: [DONE]\n\n`;
const HALF = chunk({ content: 'Half' });
const stream =
  (...pieces: string[]): Deed =>
  (answer) =>
    answer.writeHead(200, { 'content-type': 'text/event-stream' }).end(pieces.join(''));
/** The stream begins, and its connection breaks. */
const broken =
  (text: string): Deed =>
  (answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.write(text, () => answer.destroy());
  };
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n';

const past = new Date(Date.now() - 3_600_000).toUTCString();
const DAYS = 86_400 * 3;
const RESET = new Date(Date.now() + 7_200_000).toISOString();

/** An error with the status of success. */
const fine = (body: unknown): Deed => json(200, body);
const event = (data: unknown, name = ''): Deed =>
  stream(`${name === '' ? '' : `event: ${name}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);

const endedFine: [name: string, deed: Deed, ends: FailureCode, detail?: RegExp][] = [
  ['no balance, as a body', fine({ error: { message: 'Insufficient balance', type: 'x' } }), 'noBalance', /balance/],
  ['arrears in Chinese, as a body', fine({ code: 1113, msg: '您的账户已欠费，请充值后重试' }), 'noBalance', /欠费/],
  ['a wrong key, as a body', fine({ code: 401, msg: 'invalid api key' }), 'invalidKey', /invalid api key/],
  ['a wrong key, as a text', fine({ error: 'Incorrect API key provided' }), 'invalidKey'],
  [
    'a used-up plan, as a body',
    fine({ error: { message: 'weekly usage limit', type: 'access_terminated_error' } }),
    'usageLimit',
  ],
  [
    'an unknown model, as a body',
    fine({ object: 'error', message: 'The model `x` does not exist', code: 404 }),
    'modelNotFound',
  ],
  [
    'a wrong request, in an event',
    event({ error: { message: 'tools: bad', type: 'invalid_request_error' } }),
    'badRequest',
  ],
  ['no balance, in an event of its own', event({ message: 'Insufficient credits' }, 'error'), 'noBalance'],
  [
    'a filter, in a choice',
    event({ choices: [{ error: { message: 'blocked', code: 'content_filter' } }] }),
    'contentFilter',
  ],
  ['a key, as text alone', event('Incorrect API key provided', 'error'), 'invalidKey'],
];

const recoveredFine: [name: string, deed: Deed, waits: FailureCode][] = [
  ['an overload, as a body', fine({ error: { message: 'Overloaded', type: 'overloaded_error' } }), 'overloaded'],
  ['a limit, as a body', fine({ code: 429, msg: 'Rate limit reached' }), 'rateLimited'],
  [
    'an overload, in an event',
    event({ error: { message: 'The engine is currently overloaded', type: 'engine_overloaded_error' } }),
    'overloaded',
  ],
  ['a failure, in an event of its own', event({ message: 'Internal error', code: 500 }, 'error'), 'serverError'],
  ['a limit, in a choice', event({ choices: [{ error: { message: 'Rate limit', code: 429 } }] }), 'rateLimited'],
  [
    'a gateway’s failure, in an event',
    event({ error: { message: 'Provider returned error', code: 502 } }),
    'serverError',
  ],
];

const ended: [name: string, deed: Deed, ends: FailureCode, detail?: RegExp][] = [
  ['an invalid key', error(401, 'Invalid Authentication', 'invalid_authentication_error'), 'invalidKey'],
  ['an invalid key, said by a guard', json(401, { detail: 'Not authenticated' }), 'invalidKey', /Not authenticated/],
  ['an invalid key, in one word', json(401, { error: 'Unauthorized' }), 'invalidKey', /^Unauthorized/],
  ['an invalid key as 400', error(400, 'API key not valid. Pass a valid API key.'), 'invalidKey'],
  ['an empty 401', json(401, ''), 'invalidKey'],
  ['no credits', error(402, 'Insufficient credits', 'insufficient_credits'), 'noBalance'],
  ['a membership', error(402, 'unable to verify your membership benefits'), 'membership', /membership/],
  ['an account in arrears', error(403, 'Your account is in arrears'), 'noBalance', /arrears/],
  ['a request to recharge', error(429, 'Balance used up, please recharge.', 'rate_limit_error'), 'noBalance'],
  ['a used-up quota', error(429, 'You exceeded your current quota', 'insufficient_quota'), 'noBalance'],
  ['a used-up balance in Chinese', error(400, '账户余额不足，请充值'), 'noBalance', /余额不足/],
  [
    'a week of a plan',
    error(403, "You've reached your weekly (7-day) usage limit", 'access_terminated_error'),
    'usageLimit',
    /weekly/,
  ],
  [
    'a billing cycle of a plan',
    error(403, 'The quota of this billing cycle is used up', 'access_terminated_error'),
    'usageLimit',
  ],
  [
    'a period of a plan',
    error(429, 'You reached the usage limit for this period', 'rate_limit_reached_error'),
    'usageLimit',
  ],
  ['a month of a plan', error(429, `Monthly usage limit reached. It resets at ${RESET}.`), 'usageLimit', /Monthly/],
  [
    'a plan for other agents',
    error(403, 'Kimi For Coding is currently only available for Coding Agents', 'access_terminated_error'),
    'planRestricted',
  ],
  ['a closed API', error(403, 'The API you are accessing is not open', 'permission_denied_error'), 'forbidden'],
  ['a page that forbids', page(403, 'Forbidden'), 'forbidden', /403 Forbidden/],
  ['a country that is left out', error(451, 'Unavailable For Legal Reasons'), 'forbidden'],
  [
    'an unknown model',
    error(404, 'Not found the model x or Permission denied', 'resource_not_found_error'),
    'modelNotFound',
  ],
  [
    'vLLM’s unknown model',
    json(404, { object: 'error', message: 'The model `x` does not exist.' }),
    'modelNotFound',
    /does not exist/,
  ],
  ['an unknown path', page(404, 'Not Found'), 'badEndpoint'],
  ['a method that is not allowed', json(405, { detail: 'Method Not Allowed' }), 'badEndpoint'],
  ['a path that is gone', error(410, 'Gone'), 'badEndpoint'],
  ['refused content', error(400, 'considered high risk', 'content_filter'), 'contentFilter'],
  ['refused content, as OpenAI says it', error(400, 'violates', 'content_policy_violation'), 'contentFilter'],
  [
    'a full window',
    error(400, 'Your request exceeded model token limit: 9', 'invalid_request_error'),
    'contextOverflow',
  ],
  [
    'a full window of llama.cpp',
    error(400, 'the request exceeds the available context size', 'exceed_context_size_error'),
    'contextOverflow',
  ],
  [
    'a full window of OpenAI',
    json(400, { error: { message: 'Too long', code: 'context_length_exceeded' } }),
    'contextOverflow',
  ],
  ['a request that is too large', page(413, 'Request Entity Too Large'), 'tooLarge'],
  [
    'a parameter that is wrong',
    error(400, 'invalid temperature: only 1 is allowed', 'invalid_request_error'),
    'badRequest',
    /temperature/,
  ],
  ['a list of what is wrong', json(422, { detail: [{ loc: ['body', 'model'], msg: 'field required' }] }), 'badRequest'],
  ['an error without words', json(400, {}), 'badRequest'],
  ['a media type that is not taken', error(415, 'Unsupported Media Type'), 'badRequest'],
  ['a header that is too long', page(431, 'Request Header Fields Too Large'), 'badRequest'],
  ['a demand for another protocol', error(426, 'Upgrade Required'), 'badRequest'],
  ['what is not implemented', error(501, 'Not Implemented'), 'notSupported', /Not Implemented/],
  ['a version of HTTP that is not supported', page(505, 'HTTP Version Not Supported'), 'notSupported'],
  ['a network that wants a sign-in', page(511, 'Network Authentication Required'), 'signIn'],
  ['a proxy that wants a sign-in', page(407, 'Proxy Authentication Required'), 'signIn'],
  ...[300, 301, 302, 303, 307, 308].map((status): [string, Deed, FailureCode, RegExp] => [
    `a redirect as ${status}`,
    (answer) => answer.writeHead(status, { location: 'http://127.0.0.1:9/v1/chat/completions' }).end('Moved'),
    'redirected',
    /http:\/\/127\.0\.0\.1:9\//,
  ]),
  ['https only, by nginx', page(400, 'The plain HTTP request was sent to HTTPS port'), 'httpsOnly'],
  [
    'https only, by Go',
    (answer) =>
      answer.writeHead(400, { 'content-type': 'text/plain' }).end('Client sent an HTTP request to an HTTPS server.\n'),
    'httpsOnly',
  ],
  [
    'a wait of days',
    error(429, 'Too many', 'rate_limit_reached_error', { 'retry-after': String(DAYS) }),
    'rateLimited',
  ],
  [
    'a wait of days in words',
    error(429, 'TPD reached, please try again after 90000 seconds', 'rate_limit_reached_error'),
    'rateLimited',
  ],
  [
    'a wait until a date',
    error(503, 'Maintenance', '', { 'retry-after': new Date(Date.now() + DAYS * 1000).toUTCString() }),
    'overloaded',
  ],
  ['a page in place of a stream', page(200, 'Log in to the guest network'), 'badEndpoint'],
  ['an answer without content', (answer) => answer.writeHead(204).end(), 'badEndpoint'],
  [
    'an image in place of a stream',
    (answer) => answer.writeHead(200, { 'content-type': 'image/png' }).end('PNG'),
    'badEndpoint',
  ],
  ['a mail server', raw('220 mail.example.com ESMTP ready\r\n'), 'notHttp', /HPE_|Parse Error/],
  ['a secure shell', raw('SSH-2.0-OpenSSH_9.9\r\n'), 'notHttp'],
  ['bytes of nothing', raw('\u0000\u0001\u0002\u0003'), 'notHttp'],
  ['a header that is none', raw('HTTP/1.1 200 OK\r\nno colon here\r\n\r\n'), 'notHttp'],
  ['a status that is none', raw('HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'), 'notHttp', /999/],
  [
    'a switch to another protocol',
    raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n'),
    'notHttp',
  ],
  ['headers without an end', raw(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}\r\n\r\n`), 'notHttp'],
];

const recovered: [name: string, deed: Deed, waits: FailureCode, least?: number][] = [
  ['a rate limit', error(429, 'Too many', 'rate_limit_reached_error'), 'rateLimited', 300],
  ['a rate limit of 0 seconds', error(429, 'Too many', 'rate_limit_error', { 'retry-after': '0' }), 'rateLimited', 300],
  ['a rate limit of less', error(429, 'Too many', 'rate_limit_error', { 'retry-after': '-30' }), 'rateLimited', 300],
  [
    'a rate limit until before',
    error(429, 'Too many', 'rate_limit_error', { 'retry-after': past }),
    'rateLimited',
    300,
  ],
  [
    'a rate limit of no number',
    error(429, 'Too many', 'rate_limit_error', { 'retry-after': 'soon' }),
    'rateLimited',
    300,
  ],
  ['a rate limit of seconds', error(429, 'Too many', 'rate_limit_error', { 'retry-after': '7' }), 'rateLimited', 6000],
  ['a rate limit in words', error(429, 'Please try again in 1m30s.'), 'rateLimited', 89_000],
  ['a rate limit without a body', json(429, ''), 'rateLimited'],
  [
    'many requests to a plan',
    error(429, "We're receiving too many requests", 'rate_limit_reached_error'),
    'rateLimited',
  ],
  ['an overloaded engine', error(429, 'The engine is currently overloaded', 'engine_overloaded_error'), 'overloaded'],
  ['a gateway that is saturated', error(503, 'Upstream saturation', 'service_unavailable'), 'overloaded', 1900],
  ['a server that loads its model', error(503, 'Loading model', 'unavailable_error'), 'overloaded', 1900],
  ['a timeout that is no wait', error(500, 'Request timed out after 600 seconds'), 'serverError'],
  ...[408, 409, 425, 499, 500, 502, 504, 507, 520, 521, 522, 523, 524, 525, 526, 530, 598].map(
    (status): [string, Deed, FailureCode] => [`a ${status}`, page(status, 'Error'), 'serverError'],
  ),
  ['a 529', error(529, 'Overloaded', 'overloaded_error'), 'overloaded'],
  ['an error that is no JSON', json(500, '{"error": '), 'serverError'],
  ['a connection that is reset', ({ socket }) => void (socket as Socket | null)?.resetAndDestroy(), 'network'],
  ['a connection that is closed', ({ socket }) => void socket?.end(), 'network'],
  ['half a head', raw('HTTP/1.1 200 OK\r\nContent-Ty'), 'network'],
  ['a stream that is cut at once', broken(': hello\n\n'), 'cut'],
  ['a stream that is cut in a word', broken(HALF.slice(0, 40)), 'cut'],
  ['a stream that is cut between two words', broken(HALF), 'cut'],
  ['a stream that ends between two words', stream(HALF), 'cut'],
  ['a stream without a word', stream(), 'cut'],
  ['a body that is shorter than its length', raw(`${HEAD}Content-Length: 5000\r\n\r\n${HALF}`), 'cut'],
  ['a chunk that is none', raw(`${HEAD}Transfer-Encoding: chunked\r\n\r\nZZZ\r\n${HALF}`), 'cut'],
  [
    'a compressed stream that is cut',
    (answer) => {
      const bytes = gzipSync(WHOLE);
      answer.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      answer.end(bytes.subarray(0, bytes.length - 20));
    },
    'cut',
  ],
  [
    'compressed bytes that are none',
    (answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }).end(WHOLE);
    },
    'cut',
  ],
  [
    'silence after the first word',
    (answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream' }).write(HALF);
    },
    'idle',
  ],
];

const whole: [name: string, deed: Deed][] = [
  [
    'a compressed stream',
    (answer) => {
      answer.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' }).end(gzipSync(WHOLE));
    },
  ],
  ['an answer to go on before the answer', raw(`HTTP/1.1 100 Continue\r\n\r\n${HEAD}\r\n${WHOLE}`)],
  ['hints before the answer', raw(`HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=preload\r\n\r\n${HEAD}\r\n${WHOLE}`)],
  ['an end by closing', raw(`${HEAD}Connection: close\r\n\r\n${WHOLE}`)],
  ['a length', raw(`${HEAD}Content-Length: ${Buffer.byteLength(WHOLE)}\r\n\r\n${WHOLE}`)],
  ['a connection that breaks after the end', broken(WHOLE)],
  ['a status of 201', (answer) => answer.writeHead(201, { 'content-type': 'text/event-stream' }).end(WHOLE)],
  ['a version that is old', raw(`HTTP/1.0 200 OK\r\nContent-Type: text/event-stream\r\n\r\n${WHOLE}`)],
];

export const serverFaultRows: FaultRow[] = [
  ...[...ended, ...endedFine].map(
    ([name, deed, ends, detail]): FaultRow => ({ name, deed, ends, times: 9, ...(detail ? { detail } : {}) }),
  ),
  ...[...recovered, ...recoveredFine].map(
    ([name, deed, wait, least]): FaultRow => ({ name, deed, waits: [wait], ...(least ? { least } : {}) }),
  ),
  ...whole.map(([name, deed]): FaultRow => ({ name, deed, whole: true })),
  { name: 'ten overloads', deed: error(503, 'No'), times: 10, waits: Array(10).fill('overloaded') },
  {
    name: 'eleven overloads',
    deed: error(503, 'No'),
    times: 11,
    waits: Array(10).fill('overloaded'),
    ends: 'overloaded',
  },
];
