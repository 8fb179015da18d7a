import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { describe, it } from 'mocha';
import type { Scenario } from '../../simulator/scenario.ts';
import { startSimulator } from '../../simulator/startSimulator.ts';
import { assembled, type Chunk, chat, chunksIn, eventsIn, post, stream } from './simulatorClient.ts';

const text = {
  reasoning: 'Let me think. ',
  content: 'Grüße,\n  世界! 👋🏽',
  toolCalls: [
    { name: 'read', arguments: { path: 'a b.ts', lines: [1, 2] } },
    { id: 'call_7', name: 'run', arguments: '{"command": "ls' },
  ],
};
const expected = {
  reasoning: text.reasoning,
  content: text.content,
  calls: [
    { id: 'read_0', name: 'read', arguments: '{"path":"a b.ts","lines":[1,2]}' },
    { id: 'call_7', name: 'run', arguments: '{"command": "ls' },
  ],
};
const withUsage = { stream_options: { include_usage: true } };

/** The answer to one streamed request, as it was written: HTTP carries each write of the server as a chunk of its own. */
async function writes(scenario: Scenario, changes: object = {}): Promise<Buffer[]> {
  await using simulator = await startSimulator({ scenario });
  const sent = request(`${simulator.url}/chat/completions`, { method: 'POST' });
  sent.end(JSON.stringify(chat({ stream: true, ...changes })));
  const [response]: IncomingMessage[] = await once(sent, 'response');
  const buffers: Buffer[] = [];
  response?.on('data', (bytes: Buffer) => buffers.push(bytes));
  assert.equal(response?.headers['content-type'], 'text/event-stream; charset=utf-8');
  await once(response, 'end');
  return buffers;
}

async function streamed(scenario: Scenario, changes: object = {}): Promise<string> {
  return Buffer.concat(await writes(scenario, changes)).toString();
}

function stages(chunks: Chunk[]): string[] {
  const all = chunks.map(({ choices: [choice], error }) => {
    if (error) return 'error';
    if (!choice) return 'usage';
    const { delta, finish_reason } = choice;
    if (delta.role) return 'role';
    if (delta.reasoning_content !== undefined) return 'reasoning';
    if (delta.tool_calls) return `call ${delta.tool_calls[0]?.index}`;
    return delta.content === undefined ? `finish ${finish_reason}` : 'content';
  });
  return all.filter((stage, index) => stage !== all[index - 1]);
}

describe('a streamed reply', () => {
  it('comes in the order of the live service', async () => {
    const answer = await streamed([text], withUsage);
    const chunks = chunksIn(answer);
    assert.deepEqual(stages(chunks), [
      'role',
      'reasoning',
      'content',
      'call 0',
      'call 1',
      'finish tool_calls',
      'usage',
    ]);
    assert.equal(eventsIn(answer).at(-1), '[DONE]');
    assert.deepEqual(assembled(chunks), expected);
    for (const chunk of chunks) {
      assert.deepEqual(
        [chunk.id, chunk.object, chunk.model],
        ['chatcmpl-0', 'chat.completion.chunk', 'kimi-k2.7-code'],
      );
    }
  });

  it('opens with an empty content, names a call before its arguments, and finishes with an empty delta', async () => {
    const deltas = chunksIn(await streamed([text])).map((chunk) => chunk.choices[0]?.delta);
    assert.deepEqual(deltas[0], { role: 'assistant', content: '' });
    assert.deepEqual(deltas.at(-1), {});
    const calls = deltas.filter((delta) => delta?.tool_calls?.[0]?.index === 0);
    assert.deepEqual(calls.slice(0, 2), [
      { tool_calls: [{ index: 0, id: 'read_0', type: 'function', function: { name: 'read', arguments: '' } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"path":' } }] },
    ]);
  });

  it('is cut into words', async () => {
    const chunks = chunksIn(await streamed([{ content: ' One  two\nthree' }]));
    assert.deepEqual(
      chunks.slice(1, -1).map((chunk) => chunk.choices[0]?.delta.content),
      [' ', 'One  ', 'two\n', 'three'],
    );
  });

  it('is cut into characters', async () => {
    const chunks = chunksIn(await streamed([{ ...text, split: 'character' }]));
    assert.deepEqual(assembled(chunks), expected);
    const contents = chunks.slice(1).flatMap((chunk) => chunk.choices[0]?.delta.content ?? []);
    assert.deepEqual(contents, [...text.content]);
  });

  it('says that it stops, or what the scenario says', async () => {
    assert.deepEqual(stages(chunksIn(await streamed([{ content: 'a' }]))).at(-1), 'finish stop');
    assert.deepEqual(stages(chunksIn(await streamed([{ ...text, finishReason: 'length' }]))).at(-1), 'finish length');
  });

  it('tells an empty reasoning from an absent one', async () => {
    assert.deepEqual(stages(chunksIn(await streamed([{ reasoning: '', content: 'a' }]))), [
      'role',
      'reasoning',
      'content',
      'finish stop',
    ]);
    assert.deepEqual(stages(chunksIn(await streamed([{ content: 'a' }]))), ['role', 'content', 'finish stop']);
  });

  it('speaks of `reasoning` when asked to, and takes it back', async () => {
    await using simulator = await startSimulator({
      scenario: [{ ...text, reasoningField: 'reasoning' }, { content: 'ok' }],
    });
    const chunks = chunksIn(await (await stream(simulator)).text());
    assert.equal(chunks[1]?.choices[0]?.delta.reasoning, 'Let ');
    const call = { id: 'a', type: 'function', function: { name: 'read', arguments: '{}' } };
    const replay = await post(
      simulator,
      chat({
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', reasoning: text.reasoning, tool_calls: [call] },
          { role: 'tool', tool_call_id: 'a', content: 'b' },
        ],
      }),
    );
    assert.equal(replay.status, 200);
  });

  it('writes each delta by itself as fast as it can', async () => {
    const buffers = await writes([text]);
    for (const buffer of buffers) assert.equal(eventsIn(buffer.toString()).length, 1);
  });

  it('writes all deltas at once in a burst', async () => {
    const buffers = await writes([{ ...text, pace: 'burst' }], withUsage);
    assert.equal(buffers.length, 1);
    assert.deepEqual(assembled(chunksIn(String(buffers[0]))), expected);
  });

  it('keeps its pace', async () => {
    const sent: { text: string; at: number }[] = [];
    const content = 'one two three four five six';
    await streamed([{ content, pace: { wordsPerSecond: 200 }, onSent: (word, at) => sent.push({ text: word, at }) }]);
    assert.equal(sent.map((delta) => delta.text).join(''), content);
    const took = (sent.at(-1)?.at ?? 0) - (sent[0]?.at ?? 0);
    assert.ok(took >= 20, `six words at 200 a second take 25 ms, not ${took}`);
    assert.ok(Math.abs((sent.at(-1)?.at ?? 0) - Date.now()) < 5000);
  });

  for (const bytes of [1, 7, 100]) {
    it(`can be written ${bytes} bytes at a time, across frames and characters`, async () => {
      const whole = await streamed([text], withUsage);
      const buffers = await writes([{ ...text, split: { bytes } }], withUsage);
      assert.ok(buffers.slice(0, -1).every((buffer) => buffer.length === bytes));
      assert.deepEqual(withoutTime(Buffer.concat(buffers).toString()), withoutTime(whole));
      if (bytes === 1) assert.ok(buffers.some((buffer) => buffer.toString() === '\ufffd'));
      if (bytes === 7) assert.ok(buffers.some((buffer) => /\n\nd/.test(buffer.toString())));
    });
  }

  it('holds nothing back between the words of a slow stream', async () => {
    const buffers = await writes([{ content: 'a b c d', split: { bytes: 10_000 }, pace: { wordsPerSecond: 500 } }]);
    assert.deepEqual(
      buffers.map((buffer) => assembled(chunksIn(buffer.toString())).content),
      ['', 'a ', 'b ', 'c ', 'd'],
    );
  });

  it('can end its lines with CRLF, also between the writes', async () => {
    const answer = await streamed([{ ...text, crlf: true, split: { bytes: 1 } }]);
    assert.doesNotMatch(answer, /[^\r]\n/);
    assert.deepEqual(assembled(chunksIn(answer)), expected);
  });

  it('can send comments between the deltas', async () => {
    const answer = await streamed([{ content: 'one two', comments: true }]);
    assert.equal(answer.match(/^: ping\n\n/gm)?.length, 2);
    assert.equal(assembled(chunksIn(answer)).content, 'one two');
  });
});

describe('the usage of a streamed reply', () => {
  const places = async (usageIn?: 'choice' | 'top' | 'final' | 'none', changes: object = withUsage) => {
    const chunks = chunksIn(await streamed([{ content: 'a', ...(usageIn && { usageIn }) }], changes));
    return chunks.flatMap((chunk) => [
      ...(chunk.choices[0]?.usage ? ['choice'] : []),
      ...(chunk.usage ? [chunk.choices.length > 0 ? 'top' : 'final'] : []),
    ]);
  };

  it('stands in the finish chunk, and in one of its own when asked for', async () => {
    assert.deepEqual(await places(), ['choice', 'final']);
    assert.deepEqual(await places(undefined, {}), ['choice']);
  });

  it('stands only where the scenario says', async () => {
    assert.deepEqual(await places('choice'), ['choice']);
    assert.deepEqual(await places('top'), ['top']);
    assert.deepEqual(await places('final'), ['final']);
    assert.deepEqual(await places('none'), []);
  });
});

function withoutTime(answer: string): string {
  return answer.replace(/"created":\d+/g, '"created":0');
}
