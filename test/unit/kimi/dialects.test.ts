import assert from 'node:assert/strict';
import manifest from '../../../package.json' with { type: 'json' };
import type { FailureCode } from '../../../src/agent/events/events.ts';
import { readBalance } from '../../../src/kimi/client/balance.ts';
import { listModels } from '../../../src/kimi/client/listModels.ts';
import { PRESETS, type PresetId } from '../../../src/kimi/endpoint/presets.ts';
import { DIALECTS, type DialectId } from '../../simulator/dialects.ts';
import { startSimulator } from '../../simulator/startSimulator.ts';
import { assertNoErrors, blockOf, pendingAction, prompt, startFixture, until } from '../support/sessionFixture.ts';

/** Each row of the presets, and the provider that it is for. What is known of no provider is told by the server itself. */
const ROWS: [PresetId, DialectId][] = [
  ['moonshot', 'moonshot'],
  ['moonshot-cn', 'moonshot'],
  ['kimi-code', 'kimi-code'],
  ['aigateway', 'aigateway'],
  ['empiriolabs', 'empiriolabs'],
  ['vllm', 'vllm'],
  ['sglang', 'sglang'],
  ['custom', 'moonshot'],
  ['custom', 'llamacpp'],
];

const call = (name: string, args: object) => ({
  reasoning: `Now ${name} — “ok”.`,
  toolCalls: [{ name, arguments: args }],
});
const STEPS = [
  call('list_files', {}),
  call('read_file', { path: 'a.txt' }),
  { ...call('edit_file', { path: 'a.txt', edits: [{ old_text: 'b', new_text: 'B' }] }), content: 'I change it.' },
  call('run_command', { command: 'cat a.txt' }),
  call('search_text', { pattern: 'B' }),
  { reasoning: 'All done.', content: 'Changed and checked.' },
  { content: 'You are welcome.' },
];

describe('a conversation of five tool steps', () => {
  it('is tested for every preset', () => {
    assert.deepEqual([...new Set(ROWS.map(([preset]) => preset))], Object.keys(PRESETS));
  });

  for (const [preset, dialect] of ROWS) {
    it(`with ${PRESETS[preset].label}, as ${dialect} speaks`, async () => {
      const model = PRESETS[preset].models[0] ?? '';
      assert(DIALECTS[dialect].models.includes(model));
      await using fixture = await startFixture({
        scenario: STEPS,
        files: { 'a.txt': 'a\nb\n' },
        approvals: 'autoEdits',
        preset,
        dialect,
      });
      const { session, simulator } = fixture;
      const turn = session.send(prompt('Go'));
      await until(session, ({ blocks }) =>
        blocks.some((block) => block.type === 'command' && block.state === 'pending'),
      );
      await session.decide(pendingAction(session), { type: 'accepted' });
      await turn;
      await session.send(prompt('Thanks'));

      assert.deepEqual(simulator.violations(), []);
      assert.equal(await fixture.read('a.txt'), 'a\nB\n');
      assert.match(blockOf(session, 'command').printed, /B/);
      assert.deepEqual(
        session.transcript.blocks.filter((block) => block.type === 'error'),
        [],
      );
      assertNoErrors(session);
      assert.equal(simulator.requests.length, 7);
      assertPrefixes(simulator.requests.map(({ raw }) => raw));
      assert(session.transcript.totalUsage.prompt > 0);
      assert.equal(session.transcript.totalUsage.estimated, undefined);
    });
  }

  /** Each request holds the messages of the one before, byte for byte, and the same of everything else. */
  function assertPrefixes(bodies: string[]): void {
    const split = bodies.map((raw) => /^(.*"messages":\[)(.*)(\],"tools":\[.*)$/s.exec(raw)?.slice(1) ?? []);
    for (const [index, [head, messages, tail]] of split.entries()) {
      const [firstHead, , firstTail] = split[0] ?? [];
      assert.deepEqual([head, tail], [firstHead, firstTail]);
      if (index > 0) assert((messages ?? '').startsWith(`${split[index - 1]?.[1]},`), `request ${index}`);
    }
  }
});

describe('what a provider says when it refuses', () => {
  const KEYS: [DialectId, PresetId][] = ROWS.filter((row) => row.join() !== 'custom,moonshot').map(
    ([preset, dialect]) => [dialect, preset],
  );
  for (const [dialect, preset] of KEYS) {
    it(`${PRESETS[preset].label}, as ${dialect} speaks: the key, the model, and too long a conversation`, async () => {
      const refused = async (change: object, options: object, tokens = 0): Promise<[FailureCode, string]> => {
        await using simulator = await startSimulator({ scenario: [{ content: 'never' }], dialect, ...options });
        await using fixture = await startFixture({
          scenario: [],
          preset,
          endpoint: { ...change, baseUrl: simulator.url },
        });
        await fixture.session.send(prompt('x'.repeat(tokens * 4)));
        const { failure } = blockOf(fixture.session, 'error');
        return [failure.code, failure.detail];
      };
      const [noKey, said] = await refused({}, { key: 'sk-right' });
      assert.equal(noKey, 'invalidKey');
      assert.equal(said, DIALECTS[dialect].invalidKey().error?.message);
      const [noModel, named] = await refused({ model: 'kimi-none' }, {});
      assert.equal(noModel, 'modelNotFound');
      assert.match(named, /kimi-none/);
      const [overflow, counted] = await refused({}, { contextWindow: 1000 }, 2000);
      assert.equal(overflow, 'contextOverflow');
      assert.match(counted, /1000/);
    });
  }

  it('Kimi Code: too large a conversation, and whoever does not say who they are', async () => {
    await using fixture = await startFixture({
      scenario: [{ content: 'Hi.' }, { content: 'never' }],
      preset: 'kimi-code',
      dialect: 'kimi-code',
    });
    await fixture.session.send(prompt('Hi'));
    assert.equal(fixture.simulator.requests[0]?.headers['user-agent'], `ask-kimi/${manifest.version}`);
    await fixture.session.send(prompt('\u0000'.repeat(400_000)));
    const { failure } = blockOf(fixture.session, 'error');
    assert.equal(failure.code, 'tooLarge');
    assert.match(failure.detail, /^24\d{5} > 2097152 bytes$/);
    assert.equal(fixture.simulator.requests.length, 1, 'nothing goes up that would be refused');
    for (const agent of ['node', 'curl/8.0', 'Mozilla/5.0']) {
      const response = await fetch(`${fixture.simulator.url}/models`, { headers: { 'user-agent': agent } });
      assert.equal(response.status, 403);
      assert.match(await response.text(), /access_terminated_error/);
    }
  });
});

describe('the simulator in a provider’s dialect', () => {
  const asked: [DialectId, name: string, change: object, message: RegExp][] = [
    [
      'moonshot',
      'template arguments',
      { chat_template_kwargs: { thinking: true } },
      /unknown field 'chat_template_kwargs'/,
    ],
    ['moonshot', 'a gateway’s web search', { tool_web_search: true }, /unknown field 'tool_web_search'/],
    ['aigateway', 'a cache key', { prompt_cache_key: 's' }, /unknown field 'prompt_cache_key'/],
    ['empiriolabs', 'a cache key', { prompt_cache_key: 's' }, /unknown field 'prompt_cache_key'/],
    ['aigateway', 'the newer cap', { max_completion_tokens: 100 }, /unknown field 'max_completion_tokens'/],
    ['aigateway', 'too high a cap', { max_tokens: 16_385 }, /must be at most 16384/],
    [
      'aigateway',
      'a video',
      {
        messages: [{ role: 'user', content: [{ type: 'video_url', video_url: { url: 'data:video/mp4;base64,AA' } }] }],
      },
      /invalid part type: video_url/,
    ],
    [
      'sglang',
      'an uploaded file',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'ms://file-1' } }] }] },
      /unsupported image url/,
    ],
    [
      'moonshot',
      'a file that never was',
      { messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url: 'ms://file-1' } }] }] },
      /there never was a file file-1/,
    ],
    [
      'vllm',
      'reasoning under its old name',
      {
        messages: [
          { role: 'user', content: 'Hi' },
          {
            role: 'assistant',
            reasoning_content: 'Hm.',
            tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{}' } }],
          },
          { role: 'tool', tool_call_id: 'a', content: 'x' },
        ],
      },
      /reasoning_content is missing/,
    ],
  ];
  for (const [dialect, name, change, message] of asked) {
    it(`${dialect} refuses ${name}`, async () => {
      await using simulator = await startSimulator({ scenario: [{ content: 'never' }], dialect });
      const body = { model: DIALECTS[dialect].models[0], messages: [{ role: 'user', content: 'Hi' }], ...change };
      const headers = { 'user-agent': 'ask-kimi/1.0.0' };
      const response = await fetch(`${simulator.url}/chat/completions`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      });
      assert.equal(response.status, 400);
      assert.match(await response.text(), message);
      assert.equal(simulator.violations().length, 1);
    });
  }

  it('tells usage as the provider does, and the client understands it', async () => {
    const told = async (dialect: DialectId, preset: PresetId) => {
      const usage = {
        prompt_tokens: 1000,
        completion_tokens: 100,
        cached_tokens: 400,
        completion_tokens_details: { reasoning_tokens: 60 },
      };
      await using fixture = await startFixture({
        scenario: [{ reasoning: 'Hm.', content: 'Hi', usage }],
        preset,
        dialect,
      });
      await fixture.session.send(prompt('Hi'));
      return fixture.session.transcript.lastUsage;
    };
    const counts = { prompt: 1000, completion: 100 };
    assert.deepEqual(await told('aigateway', 'aigateway'), {
      ...counts,
      cached: 400,
      cost: { usd: ((600 * 0.95 + 400 * 0.475 + 100 * 4) / 1_000_000) * 1.05, by: 'estimate' },
    });
    assert.deepEqual(await told('empiriolabs', 'empiriolabs'), {
      ...counts,
      reasoning: 60,
      cost: { usd: (1000 * 0.95 + 100 * 4) / 1_000_000, by: 'provider' },
    });
    assert.deepEqual(await told('vllm', 'vllm'), { ...counts, cached: 400 });
    assert.deepEqual(await told('sglang', 'sglang'), { ...counts, cached: 400, reasoning: 60 });
    assert.equal((await told('moonshot', 'moonshot'))?.cached, 400);
  });

  it('tells a balance where the provider does', async () => {
    await using fixture = await startFixture({ scenario: [], preset: 'moonshot' });
    const never = new AbortController().signal;
    assert.deepEqual(await readBalance(fixture.endpoint, undefined, never), { available: 49.58894, currency: 'USD' });
    await using gateway = await startFixture({ scenario: [], preset: 'aigateway', dialect: 'aigateway' });
    assert.equal(await readBalance(gateway.endpoint, undefined, never), undefined);
    assert.equal((await fetch(`${gateway.simulator.url}/users/me/balance`)).status, 404);
  });

  for (const dialect of ['moonshot', 'vllm', 'sglang', 'llamacpp'] as const) {
    it(`tells the context window as ${dialect} does, and the client understands it`, async () => {
      await using simulator = await startSimulator({ scenario: [], dialect, contextWindow: 16_384 });
      await using fixture = await startFixture({ scenario: [], endpoint: { baseUrl: simulator.url } });
      const listed = await listModels(fixture.endpoint, undefined, new AbortController().signal);
      assert.deepEqual(
        listed,
        DIALECTS[dialect].models.map((id) => ({ id, contextWindow: 16_384 })),
      );
    });
  }

  it('estimates tokens, and lists and describes files', async () => {
    await using simulator = await startSimulator({ scenario: [] });
    const post = (path: string, body: BodyInit) => fetch(simulator.url + path, { method: 'POST', body });
    const messages = [{ role: 'user', content: 'x'.repeat(400) }];
    const estimated = await post(
      '/tokenizers/estimate-token-count',
      JSON.stringify({ model: 'kimi-k2.7-code', messages }),
    );
    assert.deepEqual(await estimated.json(), { data: { total_tokens: 107 } });
    assert.equal((await post('/tokenizers/estimate-token-count', '{}')).status, 400);

    const form = new FormData();
    form.set('purpose', 'video');
    form.set('file', new File([new Uint8Array([0, 255, 10])], 'a.mp4'));
    const made = (await (await post('/files', form)).json()) as { id: string; bytes: number };
    assert.equal(made.bytes, 3);
    assert.deepEqual([...(simulator.files.get(made.id)?.bytes ?? [])], [0, 255, 10]);
    assert.deepEqual(await (await fetch(`${simulator.url}/files/${made.id}`)).json(), made);
    assert.deepEqual(await (await fetch(`${simulator.url}/files`)).json(), { object: 'list', data: [made] });
    assert.equal((await fetch(`${simulator.url}/files/file-9`)).status, 404);
  });
});
