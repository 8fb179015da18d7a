import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lexBlocks } from '../../../../webview/markdown/lex.ts';
import { MarkdownStream } from '../../../../webview/markdown/MarkdownStream.ts';

const LINES = [
  '',
  '',
  '',
  'word',
  'a **bold** word',
  '- item',
  '  - nested',
  '1. one',
  '1',
  '2)',
  '-',
  '  text',
  '    code',
  '\tcode',
  '# Title',
  'Under\n===',
  '---',
  '***',
  '> quote',
  '> - item',
  '```',
  '```ts',
  '  ```',
  '~~~',
  '````',
  '| a | b |',
  '|---|---|',
  '| 1 | 2 |',
  '<div>',
  '</div>',
  '<!-- a',
  '-->',
  '[a]: http://b.c',
  '[a]',
  '\\',
  '&amp;',
  '\u00a0',
  '* * *',
  '+ x',
  '$$',
  '$$x_1$$',
  '\\[',
  '\\]',
  'a $x_1$ b',
  '- [ ] todo',
  'a\r',
  '=',
];

describe('MarkdownStream', () => {
  const chunkedDocument = fc
    .array(fc.constantFrom(...LINES), { maxLength: 24 })
    .map((lines) => lines.join('\n'))
    .chain((text) => fc.tuple(fc.constant(text), fc.uniqueArray(fc.nat({ max: text.length }), { maxLength: 40 })));

  it('ends with the tokens of the whole text, however the text arrives', () => {
    fc.assert(
      fc.property(chunkedDocument, fc.constantFrom(1, 7, 1000), ([text, cuts], budget) => {
        const stream = new MarkdownStream();
        for (const cut of cuts.sort((a, b) => a - b)) {
          stream.update(text.slice(0, cut), false);
          stream.advance(budget);
        }
        stream.update(text, true);
        while (stream.behind > 0) stream.advance(budget);
        assert.deepEqual(stream.tokens, visible(text));
        assert.equal(stream.settled, stream.tokens.length);
      }),
      { numRuns: 3000 },
    );
  });

  it('goes on with a list after a line of other white space', () => {
    const text = '- [ ] todo\n\n\u00a0\n  text';
    const stream = new MarkdownStream();
    for (let end = 0; end <= text.length; end++) {
      stream.update(text.slice(0, end), false);
      stream.advance(1000);
    }
    stream.update(text, true);
    assert.deepEqual(stream.tokens, visible(text));
  });

  it('shows at every moment what the text so far says', () => {
    fc.assert(
      fc.property(chunkedDocument, ([text, cuts]) => {
        const stream = new MarkdownStream();
        for (const cut of cuts.sort((a, b) => a - b)) {
          stream.update(text.slice(0, cut), false);
          while (stream.behind > 0) stream.advance(1000);
          assert.deepEqual(stream.tokens, visible(text.slice(0, cut)));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('never lexes a settled block again', () => {
    const stream = new MarkdownStream();
    const text = Array.from({ length: 50 }, (_, index) => `Paragraph ${index}.\n\n- item\n`).join('\n');
    let settled = stream.tokens.slice(0, 0);
    for (let end = 0; end <= text.length; end++) {
      stream.update(text.slice(0, end), false);
      stream.advance(1000);
      for (const [index, token] of settled.entries()) assert.equal(stream.tokens[index], token);
      settled = stream.tokens.slice(0, stream.settled);
    }
    assert.ok(settled.length >= 98, `${settled.length} of 100 blocks are settled`);
  });

  function visible(text: string): unknown[] {
    return lexBlocks(text.replaceAll('\r', '')).filter((token) => token.type !== 'space');
  }
});
