import assert from 'node:assert/strict';
import fc from 'fast-check';
import { assembleCalls, readText, textOf } from '../../support/readText.ts';

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
    const whole = await readText(text);
    assert.equal(typeof whole, 'object');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 5000 }), { maxLength: 12 }), async (cuts) => {
        assert.deepEqual(await readText(text, cuts), whole);
        assert.deepEqual(await readText(text.replaceAll('\n', '\r\n'), cuts), whole);
      }),
      { numRuns: 500 },
    );
  });

  it('is whole with [DONE] or a finish reason, and cut with neither', async () => {
    const said = delta({ content: 'Hi' });
    assert.deepEqual(await readText(said + DONE), [
      { type: 'content', text: 'Hi' },
      { type: 'finished', finish: 'stop', reasoningField: 'reasoning_content' },
    ]);
    assert.equal(typeof (await readText(said + finish('stop'))), 'object');
    assert.equal(await readText(said), 'cut');
    assert.equal(await readText(''), 'cut');
    assert.equal(await readText('data: {"choices":[{"del'), 'cut');
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
      const events = await readText(text);
      const last = typeof events === 'string' ? undefined : events.at(-1);
      assert.deepEqual(last?.type === 'finished' ? last.usage : undefined, expected);
    }
  });

  it('tells interleaved calls apart by index, and takes ids and names once', async () => {
    const call = (index: number, id: string, name: string, args: string) =>
      delta({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: args } }] });
    const events = await readText(
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
    const events = await readText(
      [...calls.map((call) => delta({ tool_calls: [call] })), finish('tool_calls'), DONE].join(''),
    );
    assert(typeof events !== 'string');
    const ids = events.flatMap((event) => (event.type === 'toolCall' ? [event.id] : []));
    assert.deepEqual(ids, ['f_2', 'f', 'f_3', 'f_2_3']);
  });

  it('gives a call without an id one', async () => {
    const events = await readText(
      delta({ tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }] }) + DONE,
    );
    assert.deepEqual(assembleCalls(events), { 0: { id: 'functions.f:0', name: 'f', args: '{}' } });
  });

  it('remembers that an endpoint says `reasoning`', async () => {
    const events = await readText(delta({ reasoning: 'Hm' }) + delta({ content: 'Hi' }) + DONE);
    assert.deepEqual(events, [
      { type: 'reasoning', text: 'Hm' },
      { type: 'content', text: 'Hi' },
      { type: 'finished', finish: 'stop', reasoningField: 'reasoning' },
    ]);
  });

  it('fails on an error in mid-stream and on a reply of reasoning only', async () => {
    const error = `data: ${JSON.stringify({ error: { message: 'The engine is currently overloaded', type: 'engine_overloaded_error' } })}\n\n`;
    assert.equal(await readText(delta({ content: 'Hi' }) + error), 'overloaded');
    assert.equal(await readText(delta({ reasoning_content: 'Hm' }) + finish('stop') + DONE), 'emptyReply');
  });
});

describe('leaked tool calls', () => {
  const leak = (name: string, args: string) =>
    `<|tool_calls_section_begin|><|tool_call_begin|>functions.${name}:0<|tool_call_argument_begin|>${args}<|tool_call_end|><|tool_calls_section_end|>`;

  it('are salvaged from content and from reasoning, wherever the text is split', async () => {
    for (const field of ['content', 'reasoning_content']) {
      for (let at = 1; at < 60; at += 7) {
        const text = `Before <b> ${leak('one', '{"a":1}')}`;
        const events = await readText(
          delta({ [field]: text.slice(0, at) }) + delta({ [field]: text.slice(at) }) + finish('stop') + DONE,
        );
        assert.deepEqual(assembleCalls(events), { 0: { id: 'functions.one:0', name: 'one', args: '{"a":1}' } });
        assert.equal(textOf(events), 'Before <b> ');
      }
    }
  });

  it('are shown as text when they are of no tool, not JSON, or beside real calls', async () => {
    for (const text of [leak('rm', '{}'), leak('one', '{"a'), leak('one', '[]')]) {
      const events = await readText(delta({ content: text }) + finish('stop') + DONE);
      assert.deepEqual(assembleCalls(events), {});
      assert.equal(textOf(events), text);
    }
    const call = delta({ tool_calls: [{ index: 0, id: 'x', function: { name: 'two', arguments: '{}' } }] });
    const events = await readText(delta({ content: leak('one', '{}') }) + call + finish('tool_calls') + DONE);
    assert.deepEqual(Object.keys(assembleCalls(events)), ['0']);
    assert.equal(textOf(events), leak('one', '{}'));
  });
});
