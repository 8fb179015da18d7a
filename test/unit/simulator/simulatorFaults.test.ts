import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import { describe, it } from 'mocha';
import * as errors from '../../simulator/errors.ts';
import { Gate } from '../../simulator/gate.ts';
import type { Completion, Place, Scenario } from '../../simulator/scenario.ts';
import { startSimulator } from '../../simulator/startSimulator.ts';
import { assembled, chat, chunksIn, eventsIn, post, stream } from './simulatorClient.ts';

const text: Completion = {
  reasoning: 'r1 r2 r3',
  content: 'c1 c2 c3',
  toolCalls: [{ id: 'a', name: 'read', arguments: { path: 'x', to: 'y' } }],
};

/** What arrived before the reply ended, and whether it ended as a whole. */
async function received(response: Response): Promise<{ text: string; isWhole: boolean }> {
  const buffers: Uint8Array[] = [];
  try {
    for await (const bytes of response.body ?? []) buffers.push(bytes);
    return { text: Buffer.concat(buffers).toString(), isWhole: true };
  } catch {
    return { text: Buffer.concat(buffers).toString(), isWhole: false };
  }
}

async function streamed(scenario: Scenario, changes: object = {}) {
  await using simulator = await startSimulator({ scenario });
  const answer = await received(await stream(simulator, changes));
  await simulator.requests[0]?.finished;
  return { ...answer, aborted: simulator.requests[0]?.aborted };
}

const places: [Place, { reasoning: string; content: string; args?: string }][] = [
  [0, { reasoning: '', content: '' }],
  [2, { reasoning: 'r1 r2 ', content: '' }],
  [{ reasoning: 1 }, { reasoning: 'r1 ', content: '' }],
  [{ reasoning: 3 }, { reasoning: 'r1 r2 r3', content: '' }],
  [{ content: 0 }, { reasoning: 'r1 r2 r3', content: '' }],
  [{ content: 2 }, { reasoning: 'r1 r2 r3', content: 'c1 c2 ' }],
  [{ toolCalls: 1 }, { reasoning: 'r1 r2 r3', content: 'c1 c2 c3', args: '' }],
  [{ toolCalls: 2 }, { reasoning: 'r1 r2 r3', content: 'c1 c2 c3', args: '{"path":' }],
  [99, { reasoning: 'r1 r2 r3', content: 'c1 c2 c3', args: '{"path":"x","to":"y"}' }],
];

describe('a faulty stream', () => {
  for (const [place, { reasoning, content, args }] of places) {
    const calls = args === undefined ? [] : [{ id: 'a', name: 'read', arguments: args }];
    const expected = { reasoning, content, calls };

    it(`is cut after ${JSON.stringify(place)}`, async () => {
      for (const pace of [{}, { pace: 'burst' as const }, { split: { bytes: 50 } }]) {
        const answer = await streamed([{ ...text, ...pace, cutAfter: place }]);
        assert.equal(answer.isWhole, false);
        assert.equal(answer.aborted, false);
        assert.deepEqual(assembled(chunksIn(answer.text)), expected);
        assert.ok(chunksIn(answer.text).every((chunk) => chunk.choices[0]?.finish_reason === null));
      }
    });

    it(`fails after ${JSON.stringify(place)}`, async () => {
      const error = { message: 'The engine died', type: 'server_error' };
      const answer = await streamed([{ ...text, errorAfter: { deltas: place, error } }]);
      assert.equal(answer.isWhole, true);
      const chunks = chunksIn(answer.text);
      assert.deepEqual(chunks.pop(), { error });
      assert.deepEqual(assembled(chunks), expected);
      assert.ok(!answer.text.includes('[DONE]'));
    });

    it(`waits at a gate after ${JSON.stringify(place)}`, async () => {
      for (const pace of [{}, { pace: 'burst' as const }, { split: { bytes: 50 } }]) {
        const gate = new Gate();
        await using simulator = await startSimulator({
          scenario: [{ ...text, ...pace, hold: { before: place, until: gate } }],
        });
        const response = await stream(simulator);
        await gate.reached;
        const reader = response.body?.getReader();
        assert.ok(reader);
        const buffers: Uint8Array[] = [];
        const soFar = () => Buffer.concat(buffers).toString();
        // Everything before the gate is on its way; nothing after it can be.
        while (JSON.stringify(assembled(chunksIn(soFar()))) !== JSON.stringify(expected)) {
          const { value } = await reader.read();
          assert.ok(value, soFar());
          buffers.push(value);
        }
        gate.open();
        for (let read = await reader.read(); read.value; read = await reader.read()) buffers.push(read.value);
        assert.deepEqual(assembled(chunksIn(soFar())).calls[0]?.arguments, '{"path":"x","to":"y"}');
        assert.equal(eventsIn(soFar()).at(-1), '[DONE]');
      }
    });
  }

  it('waits at several gates, and for promises', async () => {
    const [first, second] = [new Gate(), new Gate()];
    const settled = Promise.resolve();
    const hold = [
      { before: { content: 1 }, until: second },
      { before: { reasoning: 1 }, until: first },
      { before: 0, until: settled },
    ];
    const answer = streamed([{ ...text, hold }]);
    await first.reached;
    first.open();
    await second.reached;
    second.open();
    assert.equal((await answer).isWhole, true);
  });

  it('can leave out its end', async () => {
    const ends = async (reply: Completion) => {
      const answer = await streamed([{ ...text, ...reply }]);
      assert.equal(answer.isWhole, true);
      const finished = chunksIn(answer.text).some((chunk) => chunk.choices[0]?.finish_reason);
      return [finished, answer.text.includes('[DONE]')];
    };
    assert.deepEqual(await ends({}), [true, true]);
    assert.deepEqual(await ends({ done: false }), [true, false]);
    assert.deepEqual(await ends({ finish: false }), [false, true]);
    assert.deepEqual(await ends({ finish: false, done: false }), [false, false]);
  });

  it('can be anything', async () => {
    const sent: string[] = [];
    const raw = ['{"choices":[]}', 'not JSON', '{"a":"<|tool_calls_section_begin|>"}'];
    const answer = await streamed([{ raw, onSent: (data) => sent.push(data) }], {
      stream_options: { include_usage: true },
    });
    assert.deepEqual(eventsIn(answer.text), [...raw, '[DONE]']);
    assert.deepEqual(sent, raw);
    const cut = await streamed([{ raw, cutAfter: 2, done: false }]);
    assert.deepEqual(eventsIn(cut.text), raw.slice(0, 2));
  });
});

describe('a client that hangs up', () => {
  const hangsUp = async (reply: Completion, gate: Gate) => {
    const sent: string[] = [];
    const controller = new AbortController();
    await using simulator = await startSimulator({
      scenario: [{ ...reply, onSent: (word) => sent.push(word) }],
    });
    const response = await stream(simulator, {}, { signal: controller.signal });
    await gate.reached;
    controller.abort();
    assert.equal((await received(response)).isWhole, false);
    const request = simulator.requests[0];
    await request?.finished;
    assert.equal(request?.aborted, true);
    gate.open();
    await setImmediate();
    return sent;
  };

  it('at a gate, is noticed', async () => {
    const gate = new Gate();
    const sent = await hangsUp({ ...text, hold: { before: 2, until: gate } }, gate);
    assert.deepEqual(sent, ['r1 ', 'r2 ']);
  });

  it('in a slow stream, stops it', async () => {
    const gate = new Gate();
    gate.open();
    const hold = { before: 0, until: gate };
    const sent = await hangsUp({ content: 'a b c d', pace: { wordsPerSecond: 0.01 }, hold }, gate);
    assert.deepEqual(sent, []);
  });

  it('in a fast stream, stops it', async () => {
    const gate = new Gate();
    gate.open();
    const hold = { before: 3, until: gate };
    const sent = await hangsUp({ content: 'word '.repeat(200_000), hold }, gate);
    assert.ok(sent.length < 200_000);
  });

  it('while it waits for a whole reply, is noticed', async () => {
    const gate = new Gate();
    const controller = new AbortController();
    await using simulator = await startSimulator({ scenario: [{ content: 'a', hold: { before: 0, until: gate } }] });
    const response = post(simulator, chat(), { signal: controller.signal });
    await gate.reached;
    controller.abort();
    await assert.rejects(response);
    await simulator.requests[0]?.finished;
    assert.equal(simulator.requests[0]?.aborted, true);
  });
});

const quota = 'You exceeded your current token quota: <org-4f1d2c> 0, please check your account balance';
const failures: [errors.ServerError, status: number, type: string, message: string, retryAfter?: string][] = [
  [errors.contentFilter(), 400, 'content_filter', 'The request was rejected because it was considered high risk'],
  [errors.inputTooLong(), 400, 'invalid_request_error', 'Input token length too long'],
  [
    errors.tokenLimitExceeded(262144, 269030),
    400,
    'invalid_request_error',
    'Invalid request: Your request exceeded model token limit: 262144 (requested: 269030)',
  ],
  [errors.messagesTooLarge(3000000), 400, 'invalid_request_error', 'total message size 3000000 exceeds limit 2097152'],
  [errors.invalidKey(), 401, 'invalid_authentication_error', 'Invalid Authentication'],
  [errors.incorrectKey(), 401, 'incorrect_api_key_error', 'Incorrect API key provided'],
  [errors.insufficientCredits(), 402, 'insufficient_credits', 'Insufficient credits'],
  [errors.permissionDenied(), 403, 'permission_denied_error', 'The API you are accessing is not open'],
  [
    errors.accessTerminated(),
    403,
    'access_terminated_error',
    'Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.',
  ],
  [errors.modelNotFound('kimi'), 404, 'resource_not_found_error', 'Not found the model kimi or Permission denied'],
  [
    errors.engineOverloaded(),
    429,
    'engine_overloaded_error',
    'The engine is currently overloaded, please try again later',
  ],
  [
    errors.engineOverloaded(3),
    429,
    'engine_overloaded_error',
    'The engine is currently overloaded, please try again later',
    '3',
  ],
  [errors.quotaExceeded(), 429, 'exceeded_current_quota_error', quota],
  [errors.quotaExceeded(403), 403, 'exceeded_current_quota_error', quota],
  [
    errors.rateLimited(7),
    429,
    'rate_limit_reached_error',
    'Your account org-4f1d2c<ak-8b7a6e> request reached organization max concurrency: 1, please try again after 7 seconds',
  ],
  [
    errors.rateLimited(1, { limit: 'max RPM', header: true }),
    429,
    'rate_limit_reached_error',
    'Your account org-4f1d2c<ak-8b7a6e> request reached organization max RPM: 1, please try again after 1 seconds',
    '1',
  ],
  [errors.gatewayRateLimited(), 429, 'rate_limit_error', 'Rate limit exceeded'],
  [errors.clientClosedRequest(), 499, 'client_closed_request', 'Client closed request'],
  [errors.serverError(), 500, 'server_error', 'Internal server error'],
  [errors.unexpectedOutput(), 500, 'unexpected_output', 'Unexpected output'],
  [errors.serverUnavailable(), 503, 'server_unavailable', 'The server is currently unavailable'],
  [errors.serviceUnavailable(), 503, 'service_unavailable', 'Service unavailable', '2'],
];

describe('a scripted failure', () => {
  for (const [failure, status, type, message, retryAfter] of failures) {
    it(`${status} ${type}${retryAfter ? `, retry after ${retryAfter} s` : ''}`, async () => {
      await using simulator = await startSimulator({ scenario: [failure] });
      const response = await stream(simulator);
      assert.equal(response.status, status);
      assert.equal(response.headers.get('retry-after'), retryAfter ?? null);
      assert.deepEqual(await response.json(), { error: { message, type } });
      assert.deepEqual(simulator.requests[0]?.error, failure);
      assert.deepEqual(simulator.violations(), []);
    });
  }

  it('504 in HTML', async () => {
    await using simulator = await startSimulator({ scenario: [errors.gatewayTimeoutHtml()] });
    const response = await stream(simulator);
    assert.equal(response.status, 504);
    assert.equal(response.headers.get('content-type'), 'text/html');
    assert.match(await response.text(), /^<html>.*504 Gateway Time-out.*<\/html>/s);
  });
});
