import assert from 'node:assert/strict';
import { known, lexBlocks, lexInline, type MarkdownToken } from '../../../../webview/markdown/lex.ts';
import { plainText } from '../../../../webview/markdown/plainText.ts';

describe('mathematics in Markdown', () => {
  it('stays as it was written, in a line of prose', () => {
    const lines: [string, ...string[]][] = [
      ['Then $x^2 + y_1$ stays.', '$x^2 + y_1$'],
      ['Both $a_i$ and $b_i$ are.', '$a_i$', '$b_i$'],
      ['Let $n$ be $O(n \\log n)$, or \\(a_{i} * b_{i}\\).', '$n$', '$O(n \\log n)$', '\\(a_{i} * b_{i}\\)'],
      ['So $$\\sum_{i=0}^n x_i$$ and \\[ x_1 = 2 \\] follow.', '$$\\sum_{i=0}^n x_i$$', '\\[ x_1 = 2 \\]'],
      ['With \\$ escaped: $\\$ x_1$.', '$\\$ x_1$'],
      ['The $n$-th, the $x_1$: done ($f(x)$).', '$n$', '$x_1$', '$f(x)$'],
      ['$\\text{for all of them } x_1$', '$\\text{for all of them } x_1$'],
      ['Say $a < b$ and $a \\& b$', '$a < b$', '$a \\& b$'],
      ['$2x$ is not, $2^x$ is', '$2^x$'],
    ];
    for (const [text, ...expected] of lines) {
      assert.deepEqual(mathIn(lexInline(text)), expected, text);
      assert.ok(expected.every((math) => plainText(text).includes(math)));
    }
  });

  it('does not begin or end emphasis, and can stand within it', () => {
    assert.deepEqual(mathIn(lexInline('_the $a_i$ of_ it')), ['$a_i$']);
    assert.equal(plainText('a *b $x*y_1$ c* d'), 'a b $x*y_1$ c d');
    assert.equal(plainText('**bold $x_1$**'), 'bold $x_1$');
    const [strong] = lexInline('**bold $x_1$**');
    assert.equal(strong?.type, 'strong');
  });

  it('is not seen in prices, variables, commands and code', () => {
    const lines = [
      'It costs $5 and $10.',
      'From $5-$10, or 20$ and 30$.',
      '**$5** or **10$**',
      'US$5 and A$6_7$',
      `Set $HOME/bin:$PATH and \${x}_$y_1$`,
      'kill $$ and echo $$',
      '$user_id and $order_id',
      'I paid $5_000 for it and he had 7$',
      '`$a_1$` and `` \\(x\\) ``',
      'a $`x_1`$ b',
      '\\$x_1$',
      'See \\[the docs\\] and \\[x and others\\](y).',
      '$',
      '$$',
      '$$$$',
      '\\(\\)',
      'x $ y_1 $',
    ];
    for (const text of lines) assert.deepEqual(mathIn(lexInline(text)), [], text);
    assert.equal(plainText('See \\[the docs\\].'), 'See [the docs].');
    assert.equal(plainText('It costs \\$5.'), 'It costs $5.');
  });

  it('stands in lines of its own', () => {
    const display = '$$\na_1 = b_1\n= c * d * e\n- f\n$$';
    const blocks = lexBlocks(`Before:\n${display}\nafter.\n\n\\[\n  x_1 \\\\\n  y_1\n\\]\n\n$$x^2$$`);
    assert.deepEqual(
      blocks.filter(({ type }) => type !== 'space').map((token) => [token.type, 'text' in token ? token.text : '']),
      [
        ['paragraph', 'Before:'],
        ['math', display],
        ['paragraph', 'after.'],
        ['math', '\\[\n  x_1 \\\\\n  y_1\n\\]'],
        ['math', '$$x^2$$'],
      ],
    );
    const [list] = lexBlocks('- item\n  $$\n  a_1\n  $$\n- other');
    assert.match(JSON.stringify(list), /"type":"math"/);
    for (const text of ['$$\na_1\n\nb_1\n$$', '$$\na_1', '```\n$$\na_1\n$$\n```', '\\[The first word\\]']) {
      assert.ok(
        lexBlocks(text).every(({ type }) => type !== 'math'),
        text,
      );
    }
  });
});

function mathIn(tokens: readonly MarkdownToken[]): string[] {
  return tokens.flatMap((token) => {
    if (token.type === 'math') return [token.text];
    return 'tokens' in token && token.tokens ? mathIn(known(token.tokens)) : [];
  });
}
