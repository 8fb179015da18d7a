import assert from 'node:assert/strict';
import { reasoningGist } from '../../../../webview/blocks/reasoningGist.ts';

describe('the gist of a reasoning', () => {
  const cases: [what: string, text: string, gist: string][] = [
    ['a bold line', 'Okay.\n\n**Finding the bug**\n\nThe cart adds twice.', 'Finding the bug'],
    ['a heading', '## The `cart` and its total\n\nIt is wrong.', 'The cart and its total'],
    ['the first sentence', 'The test expects a discount. It gets none.', 'The test expects a discount.'],
    ['the first sentence that says something', 'Hmm. Okay, let me see. The file is `a.ts`.', 'The file is a.ts.'],
    [
      'a long sentence that begins with filler',
      `So ${'the words go on '.repeat(5)}here.`,
      `So ${'the words go on '.repeat(5)}here.`,
    ],
    ['another script', '测试需要一个折扣，但没有得到它。然后更多。', '测试需要一个折扣，但没有得到它。然后更多。'],
    ['nothing', 'Hmm.', ''],
    ['an empty text', '', ''],
  ];
  for (const [what, text, gist] of cases) {
    it(`is ${what}`, () => assert.equal(reasoningGist(text), gist));
  }

  it('is one line, and cut', () => {
    const gist = reasoningGist(`The function ${'is\nlong '.repeat(100)}.`);
    assert.ok(gist.length <= 140 && gist.endsWith('…') && !gist.includes('\n'), gist);
  });
});
