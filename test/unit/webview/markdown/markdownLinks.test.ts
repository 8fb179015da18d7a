import assert from 'node:assert/strict';
import { lexBlocks, lexInline } from '../../../../webview/markdown/lex.ts';
import { addressOf, fileMention, linkTarget, otherPlace } from '../../../../webview/markdown/links.ts';

describe('links in the model’s text', () => {
  it('lead to the web only by http and https', () => {
    for (const href of ['https://a.b/c?d#e', 'http://a.b/']) {
      assert.deepEqual(linkTarget(href), { type: 'web', href });
    }
    assert.deepEqual(linkTarget('HTTPS://A.B'), { type: 'web', href: 'https://a.b/' });
    assert.equal(linkTarget('https://'), undefined);
    const others = ['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', 'command:workbench.action.quit'];
    const writers = [
      'mailto:a@b.c',
      'MailTo:a@b.c?subject=x&body=y',
      'tel:+49',
      'sms:+49?body=x',
      'slack://x',
      'ms-word:x',
    ];
    for (const href of [
      ...others,
      ...writers,
      'vscode://x/y',
      'file:///etc/passwd',
      'vbscript:x.js',
      '//evil.example/x',
      '#top',
    ]) {
      assert.equal(linkTarget(href), undefined, href);
    }
  });

  it('lead to files, with a line where one is named', () => {
    assert.deepEqual(linkTarget('src/a.ts'), { type: 'file', path: 'src/a.ts' });
    assert.deepEqual(linkTarget('a.ts:12'), { type: 'file', path: 'a.ts', line: 12 });
    assert.deepEqual(linkTarget('./my%20dir/a.ts#L4-L9'), { type: 'file', path: './my dir/a.ts', line: 4 });
    assert.deepEqual(linkTarget('src/a.ts#L4-L9'), { type: 'file', path: 'src/a.ts', line: 4 });
    assert.deepEqual(linkTarget('docs'), { type: 'file', path: 'docs' });
  });

  it('are seen in inline code that is a path and nothing else', () => {
    assert.deepEqual(fileMention('src/a.ts:12:5'), { type: 'file', path: 'src/a.ts', line: 12 });
    assert.deepEqual(fileMention('/home/a/b.py'), { type: 'file', path: '/home/a/b.py' });
    assert.deepEqual(fileMention('C:\\a\\b.cs:3'), { type: 'file', path: 'C:\\a\\b.cs', line: 3 });
    for (const code of ['console.log', 'npm test', 'a.ts b.ts', 'process.env', 'x = a.js', 'application/json']) {
      assert.equal(fileMention(code), undefined, code);
    }
  });

  it('show whose they are, whatever they look like', () => {
    const shown = (href: string, text: string) => {
      const target = linkTarget(href);
      return target && otherPlace(target, text);
    };
    assert.deepEqual(linkTarget('https://аpple.com/'), { type: 'web', href: 'https://xn--pple-43d.com/' });
    assert.equal(shown('https://evil.example/', 'https://good.example/'), 'evil.example');
    assert.equal(shown('https://good.example@evil.example/', 'https://good.example@evil.example/'), 'evil.example');
    assert.equal(shown('https://good.example.evil.example/', 'good.example'), 'good.example.evil.example');
    assert.equal(shown('https://аpple.com/', 'аpple.com'), 'xn--pple-43d.com');
    assert.equal(shown('https://www.good.example/a', 'see Good.example'), undefined);
    assert.equal(shown('https://good.example/', 'the page'), undefined);
    assert.equal(shown('https://a.b/c?x=1&y=2', 'https://a.b/c?x=1&y=2'), undefined);
    assert.equal(shown('https://a.b/evil', 'https://a.b/good'), 'https://a.b/evil');
    assert.equal(shown('.env', 'https://good.example/'), '.env');
    assert.equal(shown('../../.env.ts', 'src/a.ts'), '../../.env.ts');
    assert.equal(shown('src/b.ts:4', 'a.ts'), 'src/b.ts:4');
    assert.equal(shown('./src/a.ts#L4', 'a.ts:4'), undefined);
    assert.equal(shown('src\\a.ts', 'src/a.ts'), undefined);
    assert.equal(shown('src/a.ts', 'the file'), undefined);
    assert.equal(shown('https://evil.example/', 'src/a.ts'), 'evil.example');
  });

  it('say where they lead, with nothing in it that is not seen', () => {
    const said = (href: string) => {
      const target = linkTarget(href);
      return target && addressOf(target);
    };
    assert.equal(said('https://a.b/c?d#e'), 'https://a.b/c?d#e');
    assert.equal(said('src/a.ts#L4-L9'), 'src/a.ts:4');
    assert.equal(said('src/\u202etxt.sh'), 'src/\\u{202e}txt.sh');
  });
});

describe('Markdown that was made to take long', () => {
  const many = 100_000;
  const texts: Record<string, string> = {
    quotes: '> '.repeat(many),
    lists: `${'- '.repeat(many)}x`,
    both: `${'> 1. '.repeat(many)}x`,
    emphasis: '_a_'.repeat(many),
    stars: '***a'.repeat(many),
    brackets: '['.repeat(many) + ']'.repeat(many),
    links: '[a](<'.repeat(many),
    images: '![a]('.repeat(many),
    addresses: '<http://'.repeat(many),
    mailAddress: `${'a'.repeat(many)}@`,
    mailAddresses: `${'a'.repeat(127)}@`.repeat(800),
    dollars: '$x_1'.repeat(many),
    dollarLines: '$x_1\n'.repeat(many),
    parentheses: '\\(x_1 '.repeat(many),
    displays: '$$\nx_1\n'.repeat(many),
    openDisplays: 'a\n\\[ x_1\n# b\n'.repeat(10_000),
    cells: `${'|a'.repeat(5000)}|\n${'|-'.repeat(5000)}|\n${'|b'.repeat(5000)}|\n`,
  };

  for (const [name, text] of Object.entries(texts)) {
    // The square of these lengths would be hours.
    it(`takes time in proportion to its length: ${name}`, () => {
      for (const block of lexBlocks(text)) lexInline(block.raw);
    });
  }

  it('is still read as deep as people write', () => {
    const lines = Array.from({ length: 10 }, (_, level) => `${'  '.repeat(level)}- ${level}`).join('\n');
    assert.equal(JSON.stringify(lexBlocks(lines)).match(/"type":"list"/g)?.length, 10);
    assert.equal(JSON.stringify(lexBlocks(`${'> '.repeat(10)}x`)).match(/"type":"blockquote"/g)?.length, 10);
    assert.deepEqual(
      lexInline(`${'a'.repeat(64)}@example.com, *b*`).map(({ type }) => type),
      ['link', 'text', 'em'],
    );
  });
});
