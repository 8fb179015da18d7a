import assert from 'node:assert/strict';
import { fileMention, linkTarget } from '../../webview/markdown/links.ts';

describe('links in the model’s text', () => {
  it('lead to the web only by http, https and mailto', () => {
    for (const href of ['https://a.b/c?d#e', 'http://a.b', 'mailto:a@b.c', 'HTTPS://A.B']) {
      assert.deepEqual(linkTarget(href), { type: 'web', href });
    }
    const others = ['javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', 'command:workbench.action.quit'];
    for (const href of [...others, 'vscode://x/y', 'file:///etc/passwd', 'vbscript:x.js', '//evil.example/x', '#top']) {
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
});
