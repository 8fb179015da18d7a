import type { Failure } from '../../../../src/agent/events/events.ts';
import type { State } from '../State.ts';
import { ask, talk } from './samples.ts';

const failed = (failure: Failure) => () =>
  ask().tell(
    { type: 'step.started' },
    { type: 'step.interrupted', cause: 'failed' },
    { type: 'turn.finished', outcome: { type: 'failed', failure } },
  );

const waits = (failure: Failure, seconds: number) => () =>
  ask()
    .step({ content: 'I will look at the promotions first.' })
    .tell(
      { type: 'step.started' },
      { type: 'step.waiting', failure, until: Date.now() + seconds * 1_000 + 900, attempt: 2 },
    );

const EVERY: Failure['code'][] = [
  'forbidden',
  'planRestricted',
  'usageLimit',
  'membership',
  'modelNotFound',
  'contentFilter',
  'tooLarge',
  'badRequest',
  'notSupported',
  'redirected',
  'signIn',
  'certificateUntrusted',
  'certificateName',
  'certificateExpired',
  'httpOnly',
  'httpsOnly',
  'handshake',
  'unknownHost',
  'unencrypted',
  'notHttp',
  'rateLimited',
  'overloaded',
  'serverError',
  'idle',
  'cut',
  'emptyReply',
  'truncated',
  'truncatedCall',
  'truncatedReasoning',
  'brokenOff',
  'spendingLimit',
  'stepLimit',
  'timeLimit',
  'costLimit',
  'repetition',
  'internal',
];

export const failures: State[] = [
  { name: 'Error: no key', around: { key: 'missing' }, session: failed({ code: 'noKey', detail: '' }) },
  {
    name: 'Error: 401, the key is not accepted',
    session: failed({ code: 'invalidKey', status: 401, detail: 'Invalid Authentication' }),
    does: ({ panel }) => panel.locator('[data-block="error"] summary').click(),
  },
  {
    name: 'Error: 402, no balance',
    session: failed({
      code: 'noBalance',
      status: 402,
      detail: 'Your account org-… is suspended: insufficient balance',
    }),
  },
  {
    name: 'Error: no connection',
    session: failed({ code: 'network', detail: 'getaddrinfo ENOTFOUND api.moonshot.ai' }),
  },
  {
    name: 'Error: a used-up plan, with its reset',
    session: failed({
      code: 'usageLimit',
      status: 403,
      detail: "You've reached your weekly (7-day) usage limit",
      until: Date.UTC(2027, 0, 4, 9),
    }),
  },
  {
    name: 'Error: a mistake of our own',
    session: failed({ code: 'internal', detail: 'x is not a function\n  at begin (dist/app.js:12:3456)' }),
    does: ({ panel }) => panel.locator('[data-block="error"] summary').click(),
  },
  {
    name: 'Error: the context window is full',
    session: failed({ code: 'contextOverflow', status: 400, detail: 'Input token length too long' }),
  },
  {
    name: 'Error: the answer is a web page',
    session: failed({
      code: 'badEndpoint',
      status: 200,
      detail: '<!doctype html>\n<html><head><title>Sign in to the guest network</title></head>',
    }),
    does: ({ panel }) => panel.locator('[data-block="error"] summary').click(),
  },
  {
    name: 'Error: all the others',
    height: 4_000,
    session: () => {
      const log = ask('Go on');
      for (const code of EVERY) {
        const failure = { code, detail: code === 'serverError' ? 'Internal Server Error' : '' };
        log.tell({ type: 'turn.finished', outcome: { type: 'failed', failure } });
      }
      return log;
    },
  },
  { name: 'Waits: 429', session: waits({ code: 'rateLimited', status: 429, detail: 'Max RPM reached: 3' }, 21) },
  { name: 'Waits: no connection', session: waits({ code: 'network', detail: 'ECONNRESET' }, 4) },
  { name: 'Waits: the endpoint is overloaded', session: waits({ code: 'overloaded', status: 529, detail: '' }, 0) },
  {
    name: 'Refused before it was sent',
    session: talk,
    told: () => [
      {
        type: 'promptRefused',
        prompt: { text: 'Watch this', attachments: [] },
        reason: 'This endpoint takes no video. Remove it, or select another endpoint.',
      },
    ],
  },
];
