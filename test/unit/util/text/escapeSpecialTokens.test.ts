import assert from 'node:assert/strict';
import type { ChatRequest } from '../../../simulator/chatRequest.ts';
import type { Completion } from '../../../simulator/scenario.ts';
import { prompt, startFixture } from '../../support/sessionFixture.ts';

const LINE = 'const END = "<|im_end|>"; // and <|tool_calls_section_begin|>, a <| b |> c\n';

describe('a file that holds the model’s own marks', () => {
  it('is read as text where marks are read in a text, and edited by what was read', async () => {
    await using fixture = await startFixture({
      preset: 'vllm',
      dialect: 'vllm',
      approvals: 'auto',
      files: { 'template.js': LINE },
      scenario: [
        { reasoning: 'Read.', toolCalls: [{ name: 'read_file', arguments: { path: 'template.js' } }] },
        editWhatWasRead,
        { content: 'It ends with <|im_end|>.' },
        { content: 'Yes.' },
      ],
    });
    await fixture.session.send(prompt('Edit'));
    await fixture.session.send(prompt('Is <|im_end|> right?'));
    assert.equal(await fixture.read('template.js'), LINE.replace('END', 'STOP'));
    for (const { raw } of fixture.simulator.requests) assert.doesNotMatch(raw, /<\|\w+\|>/);
    assert.match(fixture.simulator.requests.at(-1)?.raw ?? '', /a <\| b \|> c/);
    const [first, ...later] = fixture.simulator.requests.map(({ raw }) => messagesOf(raw));
    let before = first ?? [];
    for (const messages of later) {
      assert.deepEqual(messages.slice(0, before.length), before);
      before = messages;
    }
  });
});

/** As a model does that quotes what it sees. */
function editWhatWasRead({ messages }: ChatRequest): Completion {
  const quoted = String(messages.at(-1)?.content);
  const line = quoted.slice(quoted.indexOf('\t') + 1).split('\n')[0] ?? '';
  const edits = [{ old_text: line, new_text: line.replace('END', 'STOP') }];
  return { reasoning: 'Edit.', toolCalls: [{ name: 'edit_file', arguments: { path: 'template.js', edits } }] };
}

function messagesOf(raw: string): unknown[] {
  return (JSON.parse(raw) as { messages: unknown[] }).messages;
}
