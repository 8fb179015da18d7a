import assert from 'node:assert/strict';
import type { Block } from '../../../../src/shared/transcript/reduce.ts';
import { EMPTY_TRANSCRIPT } from '../../../../src/shared/transcript/reduce.ts';
import { toMarkdown } from '../../../../src/shared/transcript/toMarkdown.ts';

describe('a conversation as Markdown', () => {
  const written = (...blocks: Block[]): string =>
    toMarkdown({ ...EMPTY_TRANSCRIPT, title: 'A\ntitle', blocks }, { you: 'You', reasoning: 'Reasoning' });

  it('holds what was said as it was written', () => {
    const text = written(
      {
        type: 'user',
        id: 'u',
        turn: 1,
        text: 'Fix *it*.',
        attachments: [{ type: 'file', path: 'a b.ts', language: 'ts' }],
        at: 0,
      },
      { type: 'reasoning', id: 'r', text: 'One.\n\nTwo.', startedAt: 0, endedAt: 1 },
      { type: 'content', id: 'c', text: '- done', streaming: false },
    );
    assert.equal(
      text,
      '# A title\n\n## You\n\nFix *it*.\n\n- `a b.ts`\n\n> **Reasoning**\n> \n> One.\n> \n> Two.\n\n## Kimi\n\n- done\n',
    );
  });

  it('keeps what tools and commands printed within its fence, whatever it holds', () => {
    const call = { call: '1.0', name: 'run_command', arguments: '{}' };
    const text = written({
      ...call,
      type: 'command',
      id: 'k',
      state: 'done',
      command: 'cat a.md',
      printed: '```\ncode\n````\n',
    });
    assert.ok(text.includes('\n`````\n$ cat a.md\n```\ncode\n````\n`````\n'), text);
    const tool = written({ ...call, type: 'tool', id: 't', name: 'read_file', state: 'done', output: 'x `y`' });
    assert.ok(tool.includes('\n```\nx `y`\n```\n'), tool);
  });

  it('tells what became of edits', () => {
    const text = written({
      call: '1.0',
      name: 'edit_file',
      arguments: '{}',
      type: 'edit',
      id: 'e',
      state: 'rejected',
      path: 'a`b.ts',
      added: 2,
      removed: 1,
      feedback: 'Not\nso.',
    });
    assert.ok(text.includes('**edit_file** `` a`b.ts `` (+2 −1, rejected)\n\n> Not\n> so.'), text);
  });
});
