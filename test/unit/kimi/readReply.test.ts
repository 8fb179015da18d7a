import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelEvent } from '../../../src/agent/model.ts';
import { ReplyError, readReply } from '../../../src/kimi/readReply.ts';

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
      pieces(),
      (event) => events.push(event),
      () => {},
    );
    return events;
  } catch (error) {
    assert(error instanceof ReplyError, String(error));
    return error.fault.failure.code;
  }
}

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
