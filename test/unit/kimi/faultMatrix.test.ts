import assert from 'node:assert/strict';
import type { FailureCode } from '../../../src/agent/events/events.ts';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import * as errors from '../../simulator/errors.ts';
import type { Completion, ScriptedReply } from '../../simulator/scenario.ts';
import { type Mishap, startFront } from '../support/faultyFront.ts';
import { blockTypes, logOf, prompt, type SessionFixture, startFixture } from '../support/sessionFixture.ts';

/** What goes wrong in the second step of a turn, whose first one has edited a file, and what becomes of it. */
interface Row {
  name: string;
  /** In place of the second step's reply. */
  replies?: ScriptedReply[];
  /** What happens to the second request on its way. */
  mishap?: Mishap | 'refused';
  /** The reasons that the user is shown while the step is waited for. */
  waits?: FailureCode[];
  /** Milliseconds, the least that the first wait is to take. */
  waitMs?: number;
  /** The failure that ends the turn; without it the turn goes on to its end. */
  ends?: FailureCode;
  detail?: RegExp;
  /** The blocks after those of the first step. */
  blocks?: string[];
  /** The file at the end; without it as the first step left it. */
  file?: string;
  idleMs?: number;
  firstByteMs?: number;
  /** The last of the replies ends the turn, so that none follows. */
  rests?: true;
}

/** So long that a busy machine's own pauses do not count as silence. */
const IDLE_MS = 1000;

const edit = (from: string, to: string, id?: string) => ({
  name: 'edit_file',
  arguments: { path: 'a.txt', edits: [{ old_text: from, new_text: to }] },
  ...(id === undefined ? {} : { id }),
});
const FIRST: Completion = { reasoning: 'First.', toolCalls: [edit('one', 'one two')] };
const SECOND: Completion = {
  reasoning: 'It is time for more of it.',
  content: 'Now the third word comes.',
  toolCalls: [edit('two', 'two three')],
};
const RECOVERED: Completion = { reasoning: 'Again.', content: 'Recovered.' };
const DONE_SECOND = { blocks: ['reasoning', 'content', 'edit', 'reasoning', 'content'], file: 'one two three\n' };

const chunk = (delta: object, finish: string | null = null) =>
  JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] });
const thirdWord = JSON.stringify(edit('two', 'two three').arguments);
const leaked = (name: string) =>
  `<|tool_calls_section_begin|><|tool_call_begin|>functions.${name}:0<|tool_call_argument_begin|>${thirdWord}<|tool_call_end|><|tool_calls_section_end|>`;

const refused: [name: string, reply: ScriptedReply, ends: FailureCode][] = [
  ['content that is refused', errors.contentFilter(), 'contentFilter'],
  ['an empty balance as 429', errors.quotaExceeded(429), 'noBalance'],
  ['an empty balance as 403', errors.quotaExceeded(403), 'noBalance'],
  ['an empty balance as 402', errors.insufficientCredits(), 'noBalance'],
  ['an invalid key', errors.invalidKey(), 'invalidKey'],
  ['an incorrect key', errors.incorrectKey(), 'invalidKey'],
  ['a closed API', errors.permissionDenied(), 'forbidden'],
  ['a plan for other agents', errors.accessTerminated(), 'planRestricted'],
  ['an unknown model', errors.modelNotFound('x'), 'modelNotFound'],
  ['an unknown path', errors.failure(404, 'not_found', 'Not Found'), 'badEndpoint'],
  ['a full window', errors.tokenLimitExceeded(262_144, 269_030), 'contextOverflow'],
  ['a long input', errors.inputTooLong(), 'contextOverflow'],
  ['vLLM’s full window', errors.invalidRequest("This model's maximum context length is 9 tokens."), 'contextOverflow'],
  ['too many bytes of messages', errors.messagesTooLarge(3_000_000), 'tooLarge'],
  ['too large a body', errors.bodyTooLarge(), 'tooLarge'],
  ['an invalid request', errors.invalidRequest('Invalid request: something'), 'badRequest'],
  ['a limit for the day', errors.rateLimited(90_000, { limit: 'max TPD' }), 'rateLimited'],
  ['a wait of months', errors.rateLimited(9_000_000, { header: true }), 'rateLimited'],
  ['a request that cannot be processed', errors.failure(422, 'unprocessable', 'No'), 'badRequest'],
];

const html = (status: number) => ({ status, html: `<html><title>${status}</title><body>Bad Gateway</body></html>` });
const passing: [name: string, reply: ScriptedReply, waits: FailureCode, waitMs?: number][] = [
  ['a rate limit with Retry-After', errors.rateLimited(7, { header: true }), 'rateLimited', 6000],
  ['a rate limit that says when in its text', errors.rateLimited(9, { limit: 'max RPM' }), 'rateLimited', 8000],
  ['a gateway’s rate limit', errors.gatewayRateLimited(3), 'rateLimited', 2000],
  ['an overloaded engine', errors.engineOverloaded(), 'overloaded'],
  ['a server error', errors.serverError(), 'serverError'],
  ['an unexpected output', errors.unexpectedOutput(), 'serverError'],
  ['an unavailable server', errors.serverUnavailable(), 'overloaded'],
  ['an unavailable service', errors.serviceUnavailable(), 'overloaded', 1000],
  ['a gateway’s timeout as a page', errors.gatewayTimeoutHtml(), 'serverError'],
  ['a bad gateway as a page', html(502), 'serverError'],
  ['a request timeout', errors.failure(408, 'timeout', 'Timeout'), 'serverError'],
  ['a conflict', errors.failure(409, 'conflict', 'Conflict'), 'serverError'],
  ['an overload as 529', errors.failure(529, 'overloaded', 'Overloaded'), 'overloaded'],
  ['an error of type <nil>', errors.failure(500, '<nil>', ''), 'serverError'],
];

const places = [
  ['before its first word', 0, []],
  ['in mid-reasoning', { reasoning: 3 }, ['reasoning']],
  ['in mid-content', { content: 2 }, ['reasoning', 'content']],
  ['in mid-arguments', { toolCalls: 4 }, ['reasoning', 'content', 'edit']],
] as const;
const inStream: [
  name: string,
  type: string,
  message: string,
  failure: { waits: FailureCode } | { ends: FailureCode },
][] = [
  ['an overload', 'engine_overloaded_error', 'The engine is currently overloaded', { waits: 'overloaded' }],
  ['a server error', 'server_error', 'Internal server error', { waits: 'serverError' }],
  ['a rate limit', 'rate_limit_reached_error', 'Too many', { waits: 'rateLimited' }],
  ['an unknown error', '<nil>', 'Something', { waits: 'serverError' }],
  ['refused content', 'content_filter', 'high risk', { ends: 'contentFilter' }],
  ['an empty balance', 'exceeded_current_quota_error', 'You exceeded', { ends: 'noBalance' }],
  ['an invalid request', 'invalid_request_error', 'Invalid request: x', { ends: 'badRequest' }],
  ['a full window', 'invalid_request_error', 'exceeded model token limit: 9', { ends: 'contextOverflow' }],
];

const rows: Row[] = [
  ...refused.map(([name, reply, ends]) => ({ name, replies: [reply], ends })),
  ...passing.map(([name, reply, wait, waitMs]) => ({
    name,
    replies: [reply],
    waits: [wait],
    ...(waitMs ? { waitMs } : {}),
  })),
  ...places.flatMap(([where, place, shown]) => [
    {
      name: `a cut ${where}`,
      replies: [{ ...SECOND, cutAfter: place }, SECOND],
      waits: ['cut' as const],
      ...DONE_SECOND,
    },
    ...inStream.map(([what, type, message, failure]): Row => {
      const name = `${what} ${where}`;
      const reply: Completion = { ...SECOND, errorAfter: { deltas: place, error: { type, message } } };
      return 'ends' in failure
        ? { name, replies: [reply], ends: failure.ends, blocks: [...shown, 'error'] }
        : { name, replies: [reply, SECOND], waits: [failure.waits], ...DONE_SECOND };
    }),
  ]),
  { name: 'a cut before the finish', replies: [{ ...SECOND, cutAfter: 999 }, SECOND], waits: ['cut'], ...DONE_SECOND },
  {
    name: 'several failures one after the other',
    replies: [errors.engineOverloaded(), { ...SECOND, cutAfter: 2 }, errors.serverError(), SECOND],
    waits: ['overloaded', 'cut', 'serverError'],
    ...DONE_SECOND,
  },
  {
    name: 'a connection that is cut again and again',
    replies: Array.from({ length: 6 }, () => ({ ...SECOND, cutAfter: { content: 1 } })),
    waits: ['cut', 'cut', 'cut', 'cut', 'cut'],
    ends: 'cut',
    blocks: ['reasoning', 'content', 'error'],
  },
  { name: 'no [DONE]', replies: [{ ...SECOND, done: false }], ...DONE_SECOND },
  { name: 'no finish_reason', replies: [{ ...SECOND, finish: false }], ...DONE_SECOND },
  {
    name: 'neither [DONE] nor finish_reason',
    replies: [{ ...SECOND, done: false, finish: false, usageIn: 'none' }, SECOND],
    waits: ['cut'],
    ...DONE_SECOND,
  },
  {
    name: 'a frame that is no JSON',
    replies: [{ raw: ['{"choices":[{"delta":{"con'] }, SECOND],
    waits: ['cut'],
    ...DONE_SECOND,
  },
  {
    name: 'silence in mid-reasoning',
    replies: [{ ...SECOND, hold: { before: { reasoning: 2 }, until: new Promise(() => {}) } }, SECOND],
    idleMs: IDLE_MS,
    waits: ['idle'],
    ...DONE_SECOND,
  },
  { name: 'no first byte', mishap: () => {}, replies: [], firstByteMs: IDLE_MS, ends: 'idle' },
  {
    name: 'comments only are a sign of life',
    replies: [{ ...SECOND, comments: true, split: { bytes: 7 } }],
    ...DONE_SECOND,
  },
  {
    name: 'a connection that is reset',
    mishap: (request) => request.socket.resetAndDestroy(),
    replies: [],
    waits: ['network'],
  },
  { name: 'a connection that is refused', mishap: 'refused', replies: [], waits: ['network'], detail: /ECONNREFUSED/ },
  {
    name: 'a page in place of a stream',
    mishap: (_, response) => response.setHeader('content-type', 'text/html').end('<h1>Log in</h1>'),
    replies: [],
    ends: 'badEndpoint',
  },
  {
    name: 'an answer without a body',
    mishap: (_, response) => response.writeHead(200, { 'content-type': 'text/event-stream' }).end(),
    replies: [],
    waits: ['cut'],
  },
  {
    name: 'a redirect',
    mishap: (_, response) => response.writeHead(307, { location: 'http://127.0.0.1:9/' }).end(),
    replies: [],
    ends: 'redirected',
  },
  {
    name: 'the output limit in mid-arguments',
    replies: [
      {
        reasoning: 'Long.',
        toolCalls: [{ name: 'edit_file', arguments: thirdWord.slice(0, 30) }],
        finishReason: 'length',
      },
    ],
    ends: 'truncatedCall',
    blocks: ['reasoning', 'edit', 'error'],
  },
  {
    name: 'the output limit in mid-answer',
    replies: [{ content: 'It goes on and', finishReason: 'length' }],
    ends: 'truncated',
    blocks: ['content', 'error'],
  },
  {
    name: 'the output limit in mid-reasoning',
    replies: [{ reasoning: 'And', finishReason: 'length' }],
    ends: 'truncatedReasoning',
    blocks: ['reasoning', 'error'],
  },
  {
    name: 'the output limit after a whole call',
    replies: [{ ...SECOND, finishReason: 'length' }],
    ...DONE_SECOND,
  },
  { name: 'reasoning only, once', replies: [{ reasoning: 'Hm.' }], waits: ['emptyReply'] },
  {
    name: 'reasoning only, twice',
    replies: [{ reasoning: 'Hm.' }, { reasoning: 'Hm.' }],
    waits: ['emptyReply', 'emptyReply'],
  },
  {
    name: 'reasoning only, to the end',
    replies: [{ reasoning: 'Hm.' }, { reasoning: 'Hm.' }, { reasoning: 'Hm.' }],
    waits: ['emptyReply', 'emptyReply'],
    ends: 'emptyReply',
    blocks: ['reasoning', 'error'],
  },
  { name: 'nothing at all', replies: [{}], waits: ['emptyReply'] },
  {
    name: 'a call that leaked into the content',
    replies: [{ reasoning: 'So.', content: leaked('edit_file') }],
    blocks: ['reasoning', 'edit', 'reasoning', 'content'],
    file: 'one two three\n',
  },
  {
    name: 'a call that leaked into the reasoning',
    replies: [{ reasoning: `So. ${leaked('edit_file')}` }],
    blocks: ['reasoning', 'edit', 'reasoning', 'content'],
    file: 'one two three\n',
  },
  { name: 'a leaked call of no tool', replies: [{ content: leaked('rm_rf') }], blocks: ['content'], rests: true },
  {
    name: 'calls of one step with the same id',
    replies: [
      { reasoning: 'Two.', toolCalls: [edit('two', 'two three', 'same'), edit('three', 'three four', 'same')] },
    ],
    blocks: ['reasoning', 'edit', 'edit', 'reasoning', 'content'],
    file: 'one two three four\n',
  },
  {
    name: 'a call with the id of an earlier one',
    replies: [{ reasoning: 'Two.', toolCalls: [edit('two', 'two three', 'edit_file_0')] }],
    blocks: ['reasoning', 'edit', 'reasoning', 'content'],
    file: 'one two three\n',
  },
  {
    name: 'a call without an id',
    replies: [
      {
        raw: [
          chunk({
            reasoning_content: 'So.',
            tool_calls: [{ index: 0, function: { name: 'edit_file', arguments: thirdWord } }],
          }),
          chunk({}, 'tool_calls'),
        ],
      },
    ],
    blocks: ['reasoning', 'edit', 'reasoning', 'content'],
    file: 'one two three\n',
  },
  {
    name: 'calls without an index, and arguments before the name',
    replies: [
      {
        raw: [
          chunk({ reasoning_content: 'So.', tool_calls: null, content: null }),
          chunk({ tool_calls: [{ id: 'x', function: { arguments: thirdWord.slice(0, 9) } }] }),
          chunk({ tool_calls: [{ function: { name: 'edit_file', arguments: thirdWord.slice(9) } }] }),
          '{"choices":[]}',
          chunk({}, 'stop'),
        ],
      },
    ],
    blocks: ['reasoning', 'edit', 'reasoning', 'content'],
    file: 'one two three\n',
  },
  {
    name: 'a call without reasoning, of a tool that does not exist, with arguments that are no JSON',
    replies: [
      {
        toolCalls: [
          { name: 'fly', arguments: {} },
          { name: 'read_file', arguments: '{"path": ' },
        ],
      },
    ],
    blocks: ['tool', 'tool', 'reasoning', 'content'],
  },
  ...(['choice', 'top', 'final', 'none'] as const).map(
    (usageIn): Row => ({ name: `usage in ${usageIn}`, replies: [{ ...SECOND, usageIn }], ...DONE_SECOND }),
  ),
  { name: 'the other name of reasoning', replies: [{ ...SECOND, reasoningField: 'reasoning' }], ...DONE_SECOND },
  {
    name: 'empty reasoning',
    replies: [{ ...SECOND, reasoning: '' }],
    blocks: DONE_SECOND.blocks.slice(1),
    file: DONE_SECOND.file,
  },
  {
    name: 'lines that end as on Windows, in pieces of three bytes',
    replies: [{ ...SECOND, crlf: true, split: { bytes: 3 } }],
    ...DONE_SECOND,
  },
];

describe('a step that meets with', () => {
  for (const row of rows) {
    it(row.name, async () => {
      const { replies = [], waits = [], ends } = row;
      const patience = {
        ...(row.idleMs ? { idleMs: row.idleMs } : {}),
        ...(row.firstByteMs ? { firstByteMs: row.firstByteMs } : {}),
      };
      const scenario = [FIRST, ...replies, ...(ends || row.rests ? [] : [RECOVERED]), { content: 'Whole.' }];
      const files = { 'a.txt': 'one\n' };
      await using fixture = await startFixture({ scenario, files, approvals: 'auto', patience });
      await using front = await startFront(fixture.simulator.url);
      fixture.setEndpoint({ baseUrl: front.url });
      if (typeof row.mishap === 'function') front.plan(row.mishap, 1);
      if (row.mishap === 'refused') front.plan((_, response) => void front.refuse().then(() => response.destroy()), 1);

      const { session } = fixture;
      const seen = watchWaits(session, row.mishap === 'refused' ? () => front.listen() : undefined);
      await session.send(prompt('Go'));
      assert.deepEqual(
        seen.map(({ code }) => code),
        row.mishap === 'refused' ? seen.map(() => 'network') : waits,
      );
      if (row.detail) assert.match(seen.map(({ detail }) => detail).join(' '), row.detail);
      assert((seen[0]?.ms ?? 0) >= (row.waitMs ?? 0), `waits ${seen[0]?.ms} ms`);
      assert(
        seen.every(({ ms }) => ms < 2 ** 31),
        'a timer that is set for longer goes off at once',
      );
      const blocks = row.blocks ?? (ends ? ['error'] : ['reasoning', 'content']);
      // What the turn changed is told at its end, which is where an error stands too.
      const shown = blockTypes(session).filter((type) => type !== 'changes');
      assert.deepEqual(shown, ['user', 'reasoning', 'edit', ...blocks]);
      const last = session.transcript.blocks.at(-1);
      assert.equal(last?.type === 'error' ? last.failure.code : undefined, ends);
      assert.deepEqual(session.transcript.activity, { type: 'idle' });

      await session.send(prompt('And now?'));
      await assertWhole(fixture, row.file ?? 'one two\n');
    });
  }

  it('is one of at least forty', () => assert(rows.length >= 40));
});

/** Notes why and how long the user is to wait, and has none of it. */
function watchWaits(session: ChatSession, before: (() => Promise<void>) | undefined) {
  const seen: { code: FailureCode; detail: string; ms: number }[] = [];
  session.onEntries((entries) => {
    for (const { event } of entries) {
      if (event.type !== 'step.waiting') continue;
      seen.push({ ...event.failure, ms: event.until - Date.now() });
      // The first time, the connection is closed; the second time it cannot be made.
      const ready = seen.length === 2 ? before?.() : undefined;
      void Promise.resolve(ready).then(() => session.retryNow());
    }
  });
  return seen;
}

/** The next prompt was answered, nothing was refused, and no call ran twice. */
async function assertWhole({ session, simulator, read, ...fixture }: SessionFixture, file: string): Promise<void> {
  const last = session.transcript.blocks.at(-1);
  assert.equal(last?.type === 'content' && last.text, 'Whole.');
  assert.deepEqual(simulator.violations(), []);
  assert.equal(await read('a.txt'), file);
  const log = await logOf({ session, simulator, read, ...fixture }, session.id);
  const started = log.flatMap(({ event }) => (event.type === 'tool.started' ? [event.call] : []));
  assert.deepEqual(started, [...new Set(started)]);
}
