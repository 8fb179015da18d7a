import type { FailureCode } from '../../../../src/agent/events/events.ts';
import { choice, DONE, delta, end, event, HM, whole } from './pieces.ts';
import type { ShapeRow } from './ShapeRow.ts';

const BALANCE = 'Insufficient balance';
const failing = (name: string, body: string, ends: FailureCode, detail: RegExp, type?: string): ShapeRow => ({
  name,
  body,
  said: {},
  ends,
  detail,
  ...(type === undefined ? {} : { type }),
});
/** Errors inside of a status 200. */
export const errors: ShapeRow[] = [
  failing(
    'an error without a wrapper before [DONE]',
    event({ object: 'error', message: 'The prompt is odd', code: 400 }) + DONE,
    'badRequest',
    /^The prompt is odd$/,
  ),
  failing('a message and nothing else before [DONE]', event({ message: BALANCE }) + DONE, 'noBalance', /^Insufficient/),
  failing(
    'an error in a body',
    JSON.stringify({ error: { message: BALANCE, type: 'insufficient_quota' } }),
    'noBalance',
    /^Insufficient balance$/,
    'application/json',
  ),
  failing(
    'an error in a body that says it is a stream',
    JSON.stringify({ error: { message: BALANCE } }),
    'noBalance',
    /^Insufficient balance$/,
  ),
  failing(
    'an error by its event',
    `event: error\ndata: ${JSON.stringify({ message: BALANCE })}\n\n`,
    'noBalance',
    /^Insufficient balance$/,
  ),
  failing(
    'an error by its event, in words',
    `event: error\ndata: ${BALANCE}\n\n`,
    'noBalance',
    /^Insufficient balance$/,
  ),
  failing('an error as text', event({ error: BALANCE }), 'noBalance', /^Insufficient balance$/),
  failing('an error that is a text', event(BALANCE), 'noBalance', /^Insufficient balance$/),
  failing(
    'an error in a body that is a text',
    JSON.stringify(BALANCE),
    'noBalance',
    /^Insufficient balance$/,
    'application/json',
  ),
  failing(
    'an error without a wrapper',
    event({ object: 'error', message: 'Incorrect API key provided', code: 401 }),
    'invalidKey',
    /^Incorrect API key provided$/,
  ),
  failing('an error as code and msg', event({ code: 1113, msg: '账户余额不足' }), 'noBalance', /余额不足/),
  failing(
    'an error as code and msg in a body',
    JSON.stringify({ code: '1113', msg: '账户余额不足', success: false }),
    'noBalance',
    /余额不足/,
    'application/json',
  ),
  failing(
    'an error in a choice',
    choice({ delta: {}, error: { code: 402, message: BALANCE }, finish_reason: 'error' }),
    'noBalance',
    /^Insufficient balance$/,
  ),
  failing('an error as detail', event({ detail: 'Invalid API key' }), 'invalidKey', /Invalid API key/),
  failing(
    'an error in a list',
    `[${JSON.stringify({ error: { code: 400, message: 'API key not valid', status: 'INVALID_ARGUMENT' } })}]`,
    'invalidKey',
    /API key not valid/,
    'application/json',
  ),
  failing(
    'an error in an error',
    event({ error: { message: JSON.stringify({ error: { message: BALANCE, type: 'x' } }) } }),
    'noBalance',
    /^Insufficient balance$/,
  ),
  failing(
    'an error behind a router',
    event({ error: { code: 402, message: 'Provider returned error', metadata: { raw: BALANCE } } }),
    'noBalance',
    /Provider returned error: Insufficient balance/,
  ),
  failing(
    'an error of a status of its own',
    JSON.stringify({ base_resp: { status_code: 1008, status_msg: BALANCE } }),
    'noBalance',
    /^Insufficient balance$/,
    'application/json',
  ),
  failing(
    'an error between lines of data',
    `${delta({ content: 'Who' })}{"error":{"message":"${BALANCE}"}}\n\n`,
    'noBalance',
    /^Insufficient balance$/,
  ),
  failing(
    'an error after half an answer',
    delta({ content: 'Who' }) + event({ error: { message: 'high risk', type: 'content_filter' } }),
    'contentFilter',
    /high risk/,
  ),
  failing(
    'an error beside a reason that is none',
    delta({ content: 'Who' }) + end('error') + event({ error: { message: BALANCE } }),
    'noBalance',
    /^Insufficient balance$/,
  ),
  {
    name: 'an overload by its event',
    body: 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
    waits: ['overloaded'],
  },
  {
    name: 'a rate limit with its status in the body',
    body: event({ status: 429, title: 'Too Many Requests' }),
    waits: ['rateLimited'],
  },
  {
    name: 'words of a gateway in place of an end',
    body: `${HM}data: upstream connect error\n\n`,
    waits: ['serverError'],
  },
  {
    name: 'an error of null beside an answer',
    body: whole(event({ error: null, choices: [{ delta: { content: 'Whole.' } }] })),
  },
  {
    name: 'a code of 0 beside an answer',
    body: whole(event({ code: 0, msg: 'ok', choices: [{ delta: { content: 'Whole.' } }] })),
  },
];
