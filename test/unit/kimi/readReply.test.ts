import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelEvent } from '../../../src/agent/model.ts';
import { readReply } from '../../../src/kimi/readReply.ts';
import { ReplyError } from '../../../src/kimi/replyError.ts';

/** Feeds raw bytes, in pieces, and returns what came out or the code of the failure. */
async function read(text: string, cuts: number[] = []): Promise<ModelEvent[] | string> {
  const bytes = Buffer.from(text, 'utf8');
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  async function* pieces() {
    for (const [index, end] of places.entries()) {
      if (index > 0) yield bytes.subarray(places[index - 1], end);
    }
  }
  const events: ModelEvent[] = [];
  try {
    await readReply(
      { body: pieces(), contentType: 'text/event-stream' },
      { tools: TOOLS, leaksCalls: true },
      (event) => events.push(event),
      () => {},
    );
    return events;
  } catch (error) {
    assert(error instanceof ReplyError, String(error));
    return error.fault.failure.code;
  }
}

const TOOLS = new Set(['f', 'one', 'two']);

function frame(choice: object, rest: object = {}): string {
  return `data: ${JSON.stringify({ choices: [choice], ...rest })}\n\n`;
}

const delta = (value: object) => frame({ index: 0, delta: value, finish_reason: null });
const finish = (reason: string, rest: object = {}) => frame({ index: 0, delta: {}, finish_reason: reason, ...rest });
const DONE = 'data: [DONE]\n\n';

describe('readReply', () => {
  it('survives any split of the bytes', async () => {
    const text = [
      ': ping\r\n\r\n',
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: '考虑一下 🤔 ' }),
      delta({ content: 'Größe — 好的' }),
      delta({ tool_calls: [{ index: 0, id: 'f_0', type: 'function', function: { name: 'f', arguments: '' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: '{"a":"é"}' } }] }),
      finish('tool_calls'),
      DONE,
    ].join('');
    const whole = await read(text);
    assert.equal(typeof whole, 'object');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 5000 }), { maxLength: 12 }), async (cuts) => {
        assert.deepEqual(await read(text, cuts), whole);
        assert.deepEqual(await read(text.replaceAll('\n', '\r\n'), cuts), whole);
      }),
      { numRuns: 500 },
    );
  });

  it('is whole with [DONE] or a finish reason, and cut with neither', async () => {
    const said = delta({ content: 'Hi' });
    assert.deepEqual(await read(said + DONE), [
      { type: 'content', text: 'Hi' },
      { type: 'finished', finish: 'stop', reasoningField: 'reasoning_content' },
    ]);
    assert.equal(typeof (await read(said + finish('stop'))), 'object');
    assert.equal(await read(said), 'cut');
    assert.equal(await read(''), 'cut');
    assert.equal(await read('data: {"choices":[{"del'), 'cut');
  });

  it('reads usage from each place where servers put it', async () => {
    const usage = { prompt_tokens: 10, completion_tokens: 5, cached_tokens: 8 };
    const expected = { prompt: 10, completion: 5, cached: 8 };
    const said = delta({ content: 'Hi' });
    const nested = { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 8 } };
    for (const text of [
      said + finish('stop', { usage }) + DONE,
      said + frame({ index: 0, delta: {}, finish_reason: 'stop' }, { usage }) + DONE,
      `${said + finish('stop')}data: ${JSON.stringify({ choices: [], usage: nested })}\n\n${DONE}`,
    ]) {
      const events = await read(text);
      const last = typeof events === 'string' ? undefined : events.at(-1);
      assert.deepEqual(last?.type === 'finished' ? last.usage : undefined, expected);
    }
  });

  it('tells interleaved calls apart by index, and takes ids and names once', async () => {
    const call = (index: number, id: string, name: string, args: string) =>
      delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: args } }] });
    const events = await read(
      call(1, 'b', 'two', '') + call(0, 'a', 'one', '{') + call(1, 'b', 'two', '{}') + call(0, 'a', 'one', '}') + DONE,
    );
    assert.deepEqual(assembleCalls(events), {
      0: { id: 'a', name: 'one', args: '{}' },
      1: { id: 'b', name: 'two', args: '{}' },
    });
  });

  it('gives each call an id of its own, whatever the others are called', async () => {
    const calls = ['f_2', 'f', 'f', 'f_2'].map((id, index) => ({
      index,
      id,
      function: { name: 'f', arguments: '{}' },
    }));
    const events = await read(
      [...calls.map((call) => delta({ tool_calls: [call] })), finish('tool_calls'), DONE].join(''),
    );
    assert(typeof events !== 'string');
    const ids = events.flatMap((event) => (event.type === 'toolCall' ? [event.id] : []));
    assert.deepEqual(ids, ['f_2', 'f', 'f_3', 'f_2_3']);
  });

  it('gives a call without an id one', async () => {
    const events = await read(delta({ tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }] }) + DONE);
    assert.deepEqual(assembleCalls(events), { 0: { id: 'functions.f:0', name: 'f', args: '{}' } });
  });

  it('remembers that an endpoint says `reasoning`', async () => {
    const events = await read(delta({ reasoning: 'Hm' }) + delta({ content: 'Hi' }) + DONE);
    assert.deepEqual(events, [
      { type: 'reasoning', text: 'Hm' },
      { type: 'content', text: 'Hi' },
      { type: 'finished', finish: 'stop', reasoningField: 'reasoning' },
    ]);
  });

  it('fails on an error in mid-stream and on a reply of reasoning only', async () => {
    const error = `data: ${JSON.stringify({ error: { message: 'The engine is currently overloaded', type: 'engine_overloaded_error' } })}\n\n`;
    assert.equal(await read(delta({ content: 'Hi' }) + error), 'overloaded');
    assert.equal(await read(delta({ reasoning_content: 'Hm' }) + finish('stop') + DONE), 'emptyReply');
  });
});

function assembleCalls(events: ModelEvent[] | string): Record<number, { id: string; name: string; args: string }> {
  assert.equal(typeof events, 'object', String(events));
  const calls: Record<number, { id: string; name: string; args: string }> = {};
  for (const event of events as ModelEvent[]) {
    if (event.type !== 'toolCall') continue;
    calls[event.index] ??= { id: '', name: '', args: '' };
    const call = calls[event.index];
    if (!call) continue;
    call.id += event.id ?? '';
    call.name += event.name ?? '';
    call.args += event.arguments ?? '';
  }
  return calls;
}

describe('leaked tool calls', () => {
  const leak = (name: string, args: string) =>
    `<|tool_calls_section_begin|><|tool_call_begin|>functions.${name}:0<|tool_call_argument_begin|>${args}<|tool_call_end|><|tool_calls_section_end|>`;

  it('are salvaged from content and from reasoning, wherever the text is split', async () => {
    for (const field of ['content', 'reasoning_content']) {
      for (let at = 1; at < 60; at += 7) {
        const text = `Before <b> ${leak('one', '{"a":1}')}`;
        const events = await read(
          delta({ [field]: text.slice(0, at) }) + delta({ [field]: text.slice(at) }) + finish('stop') + DONE,
        );
        assert.deepEqual(assembleCalls(events), { 0: { id: 'functions.one:0', name: 'one', args: '{"a":1}' } });
        assert.equal(textOf(events), 'Before <b> ');
      }
    }
  });

  it('are shown as text when they are of no tool, not JSON, or beside real calls', async () => {
    for (const text of [leak('rm', '{}'), leak('one', '{"a'), leak('one', '[]')]) {
      const events = await read(delta({ content: text }) + finish('stop') + DONE);
      assert.deepEqual(assembleCalls(events), {});
      assert.equal(textOf(events), text);
    }
    const call = delta({ tool_calls: [{ index: 0, id: 'x', function: { name: 'two', arguments: '{}' } }] });
    const events = await read(delta({ content: leak('one', '{}') }) + call + finish('tool_calls') + DONE);
    assert.deepEqual(Object.keys(assembleCalls(events)), ['0']);
    assert.equal(textOf(events), leak('one', '{}'));
  });
});

describe('a random reply', () => {
  const word = fc.oneof(
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
    fc.constantFrom('<|tool', '<', '\r\n', 'é', '💡'),
  );
  const call = fc.record({
    name: fc.constantFrom('f', 'one', 'two'),
    args: fc.dictionary(fc.string({ maxLength: 5 }), word),
  });
  const reply = fc.record({
    reasoning: fc.array(word, { maxLength: 6 }),
    content: fc.array(word, { maxLength: 6 }),
    calls: fc.array(call, { maxLength: 4 }),
    indexed: fc.boolean(),
    crlf: fc.boolean(),
    comments: fc.boolean(),
    field: fc.constantFrom('reasoning_content', 'reasoning'),
    ending: fc.constantFrom('both', 'done', 'reason'),
    order: fc.array(fc.nat(), { minLength: 24, maxLength: 24 }),
  });
  type Reply = typeof reply extends fc.Arbitrary<infer T> ? T : never;

  /** The frames of a reply: fragments of different calls interleave when they carry an index, and come in turn when not. */
  function frames({ reasoning, content, calls, indexed, field, order }: Reply): string[] {
    const ofCall = calls.map(({ name, args }, index) => {
      const json = JSON.stringify(args);
      const half = Math.floor(json.length / 2);
      const named = indexed ? { index } : {};
      return [
        { ...named, id: `${name}:${index}`, type: 'function', function: { name, arguments: '' } },
        { ...named, function: { arguments: json.slice(0, half) } },
        { ...named, function: { arguments: json.slice(half) } },
      ];
    });
    const fragments: object[] = [];
    if (indexed) {
      for (const pick of order) {
        const open = ofCall.filter((parts) => parts.length > 0);
        const next = open[pick % Math.max(1, open.length)]?.shift();
        if (next) fragments.push(next);
      }
    } else {
      fragments.push(...ofCall.flat());
    }
    return [
      delta({ role: 'assistant', content: '' }),
      ...reasoning.map((text) => delta({ [field]: text })),
      ...content.map((text) => delta({ content: text })),
      ...fragments.map((fragment) => delta({ tool_calls: [fragment] })),
    ];
  }

  function bytesOf(value: Reply): string {
    const { calls, crlf, comments, ending } = value;
    const body = frames(value).map((text) => (comments ? `: ping\n\n${text}` : text));
    if (ending !== 'done') body.push(finish(calls.length > 0 ? 'tool_calls' : 'stop'));
    if (ending !== 'reason') body.push(DONE);
    const text = body.join('');
    return crlf ? text.replaceAll('\n', '\r\n') : text;
  }

  it('is assembled as it was, however its bytes are split', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(reply, fc.array(fc.nat(), { maxLength: 8 }), async (value, cuts) => {
        const events = await read(bytesOf(value), cuts);
        const content = value.content.join('');
        if (content.trim() === '' && value.calls.length === 0) {
          assert.equal(events, 'emptyReply');
          return;
        }
        assert.equal(textOf(events), value.reasoning.join('') + content);
        const expected = value.calls.map(({ name, args }, index) => [
          String(index),
          { id: `${name}:${index}`, name, args: JSON.stringify(args) },
        ]);
        assert.deepEqual(assembleCalls(events), Object.fromEntries(expected));
      }),
      { numRuns: 5000 },
    );
  });

  it('that is cut anywhere, or not even a reply, is whole or a typed failure', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(reply, fc.nat(), fc.string(), fc.boolean(), async (value, at, noise, cut) => {
        const text = bytesOf(value);
        const place = at % (text.length + 1);
        const events = await read(cut ? text.slice(0, place) : text.slice(0, place) + noise + text.slice(place));
        if (typeof events !== 'string') assert.equal(events.at(-1)?.type, 'finished');
      }),
      { numRuns: 5000 },
    );
  });
});

/** Reasoning and content, in the order in which they came. */
function textOf(events: ModelEvent[] | string): string {
  assert.equal(typeof events, 'object', String(events));
  return (events as ModelEvent[])
    .map((event) => (event.type === 'content' || event.type === 'reasoning' ? event.text : ''))
    .join('');
}
