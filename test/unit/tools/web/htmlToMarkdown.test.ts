import assert from 'node:assert/strict';
import fc from 'fast-check';
import { htmlToMarkdown } from '../../../../src/tools/web/htmlToMarkdown.ts';

const convert = (html: string) => htmlToMarkdown(html, new URL('https://example.com/docs/page')).markdown;

const CASES: [name: string, html: string, markdown: string][] = [
  ['headings and paragraphs', '<h1>Title</h1><p>One\n two.</p><p>Three.</p>', '# Title\n\nOne two.\n\nThree.'],
  ['emphasis', '<p>a <b>bold</b>, <em>soft</em> <code>x = 1</code>.</p>', 'a **bold**, *soft* `x = 1`.'],
  ['space around marks', '<p>a<b> bold </b>b</p>', 'a **bold** b'],
  [
    'absolute links',
    '<a href="../up?q=1#x">Up</a> <a href="#here">here</a>',
    '[Up](https://example.com/up?q=1#x) here',
  ],
  ['no other links', '<a href="javascript:alert(1)">run</a> <a href="data:text/html,x">d</a>', 'run d'],
  ['links around blocks', '<a href="/x"><div>One</div><div>Two</div></a>', '[One Two](https://example.com/x)'],
  ['no empty links', 'a<a href="/x"><i></i> </a>b', 'a b'],
  [
    'lists',
    '<ul><li>One</li><li><p>Two</p><ol start=3><li>x<li>y</ol></li></ul><p>End</p>',
    '- One\n- Two\n  3. x\n  4. y\n\nEnd',
  ],
  [
    'code',
    '<pre><code class="hljs language-ts">if (a &lt; b) {\n  c();\n}\n</code></pre>after',
    '```ts\nif (a < b) {\n  c();\n}\n```\n\nafter',
  ],
  ['quotations', '<blockquote><p>One</p><p>Two</p></blockquote><p>Out</p>', '> One\n\n> Two\n\nOut'],
  [
    'tables',
    '<table><thead><tr><th>a</th><th>b</th></tr></thead><tr><td>1</td><td>x|y<br>z</td></tr></table>',
    '| a | b |\n| --- | --- |\n| 1 | x\\|y z |',
  ],
  ['line breaks and rules', 'a<br>b<hr>c', 'a\nb\n\n---\n\nc'],
  ['pictures by their words', '<img alt="A cat" src="/cat.png"><img src="x">', '![A cat]'],
  [
    'nothing that is not text',
    '<style>p{}</style><script>let a = "<p>no</p>"</script>yes<template>no</template><!-- no -->',
    'yes',
  ],
  [
    'nothing hidden',
    'a<p hidden>no</p><p style="color:red; display: none">no <b>no</b></p><span aria-hidden="true">no</span><i style="font-size:0px">no</i>b',
    'ab',
  ],
  ['half transparent text', '<p style="opacity:0.5">yes</p>', 'yes'],
  ['what never closes', '<p>a<p>b<li>c<table><td>d', 'a\n\nb\n- c\n\n| d'],
  ['entities', '&lt;b&gt; &amp;amp; &#x1F600; &nbsp;x', '<b> &amp; 😀 x'],
];

describe('htmlToMarkdown', () => {
  for (const [name, html, markdown] of CASES) it(name, () => assert.equal(convert(html), markdown));

  it('tells the title', () => {
    const { title, markdown } = htmlToMarkdown('<head><title> A\n b </title></head>x', new URL('https://example.com'));
    assert.deepEqual([title, markdown], ['A b', 'x']);
  });

  it('is quick with hostile pages', () => {
    const length = 2_000_000;
    const began = performance.now();
    for (const piece of [
      '<b>',
      '<div>',
      '<blockquote>',
      '<ul><li>',
      '<a href=x>',
      '<table>',
      '</p>',
      '<a href="/x">y</a>',
      '<td>',
      '&amp;',
      '<!--',
      '<pre>',
      ' ',
      '\n',
    ]) {
      convert(piece.repeat(length / piece.length));
    }
    assert(performance.now() - began < 20_000, `${Math.round(performance.now() - began)} ms`);
  }).timeout(60_000);

  it('gives Markdown for anything, without elements or links that run', () => {
    const piece = fc.constantFrom(
      '<b>',
      '</b>',
      '<p>',
      '<li>',
      '<ul>',
      '</ul>',
      '<pre>',
      '</pre>',
      '<a href="javascript:x">',
      '<a href="/y">',
      '</a>',
      '<td>',
      '<script>',
      '</script>',
      'text',
      ' ',
      '\n',
      '<',
      '"',
      '&lt;',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        assert.doesNotMatch(convert(pieces.join('')), /\]\(javascript/);
      }),
    );
  });
});
