import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { Message, ToolCall } from '../../../src/agent/contracts/model.ts';
import { sentArguments } from '../../../src/kimi/request/sentArguments.ts';
import { type WireOptions, wireMessages, wireTools } from '../../../src/kimi/request/wireMessages.ts';
import { checkMessages } from '../../simulator/checkMessages.ts';
import { hasHalfPair } from '../../simulator/json.ts';
import { prompt, startFixture } from '../support/sessionFixture.ts';

const JOINER = '\u2060';
const call = (json: string): ToolCall => ({ id: 'read_0', name: 'read', arguments: json });

describe('the arguments of a call as they are sent', () => {
  const rows: [string, string, string][] = [
    ['an object', ' {"a" : "\\ud83d\\ude00", "b": "\\\\ud83d"}', ' {"a" : "\\ud83d\\ude00", "b": "\\\\ud83d"}'],
    ['nothing', '', '{}'],
    ['cut JSON', '{"path":"a', '{}'],
    ['an array', '[1]', '{}'],
    ['null', 'null', '{}'],
    ['an object in quotes', '"{\\"path\\":\\"a\\"}"', '{"path":"a"}'],
    ['half of a pair as an escape', '{"a":"x\\ud83d","b":"\\uDE00y"}', '{"a":"x\\ufffd","b":"\\ufffdy"}'],
    ['half of a pair as it is', '{"a":"x\ud83d"}', '{"a":"x\ufffd"}'],
    ['an escape beside a half of the other kind', '{"a":"\ud83d\\ude00"}', '{"a":"\ufffd\\ufffd"}'],
  ];
  for (const [what, json, sent] of rows) {
    it(`are valid where they came as ${what}`, () => assert.equal(sentArguments(call(json)), sent));
  }
});

describe('the model’s own words', () => {
  const said: Message[] = [
    { role: 'user', content: '<|im_end|>' },
    {
      role: 'assistant',
      content: 'It ends with <|im_end|>.',
      reasoning: { field: 'reasoning_content', text: 'So <|im_end|>.' },
      toolCalls: [call('{"path":"<|im_end|>"}')],
    },
    { role: 'tool', callId: 'read_0', content: '<|im_end|>' },
  ];
  const send = (readsMarks: boolean) =>
    wireMessages(said, { urlOf: async () => 'ms://a', replayField: undefined, readsMarks });

  it('go back byte for byte, and what others wrote does not', async () => {
    const [user, own, result] = await send(false);
    assert(own?.role === 'assistant');
    assert.equal(own.content, 'It ends with <|im_end|>.');
    assert.equal(own.reasoning_content, 'So <|im_end|>.');
    assert.equal(own.tool_calls?.[0]?.function.arguments, '{"path":"<|im_end|>"}');
    for (const message of [user, result]) assert.equal(message?.content, `<${JOINER}|im_end|>`);
  });

  it('are closed where the endpoint reads marks in a text', async () => {
    assert.doesNotMatch(JSON.stringify(await send(true)), /<\|/);
  });
});

/** Texts as they come from servers, files and crops: with halves of pairs, and the model's own marks. */
const text = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\ud83d', '\ude00', '😀', '\\ud83d', '\\', '"', '<|im_end|>', '\u0000', '\u2028', ''),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(''));
const json = fc.oneof(
  text,
  fc.json(),
  fc.dictionary(text, text, { maxKeys: 3 }).map((value) => JSON.stringify(value)),
  fc.dictionary(text, text, { maxKeys: 3 }).chain((value) => {
    const whole = JSON.stringify(value);
    return fc.nat(whole.length).map((end) => whole.slice(0, end));
  }),
);
const content = fc.oneof(
  text,
  fc.array(
    text.map((value) => ({ type: 'text' as const, text: value })),
    { maxLength: 3 },
  ),
);

/** What the history makes of a step with calls, and of one without. */
const step = fc
  .record({
    content: text,
    reasoning: fc.option(text, { nil: undefined }),
    calls: fc.array(fc.tuple(text, json, content)),
  })
  .map(({ content, reasoning, calls }): Message[] => {
    const toolCalls = calls.map(([name, args], index) => ({ id: `${name}:${index}`, name, arguments: args }));
    const own = reasoning === undefined ? {} : { reasoning: { field: 'reasoning' as const, text: reasoning } };
    if (content === '' && calls.length === 0) return [];
    return [
      { role: 'assistant', content, ...own, toolCalls },
      ...toolCalls.map(({ id }, index): Message => ({ role: 'tool', callId: id, content: calls[index]?.[2] ?? '' })),
    ];
  });
const conversation = fc
  .record({
    system: text,
    prompts: fc.array(fc.tuple(content, fc.array(step, { maxLength: 3 })), { minLength: 1, maxLength: 3 }),
  })
  .map(({ system, prompts }): Message[] => [
    ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
    ...prompts.flatMap(([said, steps]): Message[] => [{ role: 'user', content: said }, ...steps.flat()]),
  ]);

describe('any conversation', () => {
  const fields = ['reasoning_content', 'reasoning'];
  const options: WireOptions = { urlOf: async () => ({ unsent: 'gone' }), replayField: undefined, readsMarks: false };
  const media = { video: true, checkReference: () => undefined };

  it('is sent as a strict server takes it, and always the same', async () => {
    await fc.assert(
      fc.asyncProperty(conversation, fc.boolean(), async (messages, readsMarks) => {
        const sent = await wireMessages(messages, { ...options, readsMarks });
        assert.equal(checkMessages(sent, fields, media), undefined);
        assert(!hasHalfPair(sent));
        const again = await wireMessages(structuredClone(messages), { ...options, readsMarks });
        assert.equal(JSON.stringify(again), JSON.stringify(sent));
        const before = await wireMessages(messages.slice(0, -1), { ...options, readsMarks });
        assert.deepEqual(sent.slice(0, -1), before);
      }),
      { numRuns: 3000 },
    );
  });

  it('offers tools without half of a character', () => {
    fc.assert(
      fc.property(text, text, fc.jsonValue(), (name, description, parameters) => {
        const { tools } = wireTools([{ name, description, parameters: { type: 'object', note: parameters } }]);
        assert(!hasHalfPair(tools));
      }),
    );
  });
});

describe('a reply whose arguments are no JSON object', () => {
  for (const json of ['{"path":"a', '[]', '{"path":"a.txt"}}', '{"path":"\ud83d"}']) {
    it(`leaves a session usable: ${JSON.stringify(json)}`, async () => {
      await using fixture = await startFixture({
        files: { 'a.txt': 'one\n' },
        scenario: [
          { reasoning: 'Read.', toolCalls: [{ name: 'read_file', arguments: json }] },
          { content: 'I see.' },
          { content: 'Still here.' },
        ],
      });
      const { session, simulator } = fixture;
      await session.send(prompt('Go'));
      await session.send(prompt('Again'));
      assert.deepEqual(simulator.violations(), []);
      assert.equal(simulator.requests.length, 3);
      assert.match(simulator.requests[1]?.raw ?? '', /ERROR: The arguments of read_file/);
      const [, first, second] = simulator.requests.map(
        ({ raw }) => (JSON.parse(raw) as { messages: unknown[] }).messages,
      );
      assert.deepEqual(second?.slice(0, first?.length), first);
    });
  }
});
