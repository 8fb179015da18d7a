import assert from 'node:assert/strict';
import { wordAtCaret } from '../../../../webview/state/wordAtCaret.ts';

describe('typedWord', () => {
  it('is what stands between an @ at the beginning of a word and the cursor', () => {
    assert.deepEqual(wordAtCaret('see @src/a', 10), { kind: 'mention', start: 4, query: 'src/a' });
    assert.deepEqual(wordAtCaret('@', 1), { kind: 'mention', start: 0, query: '' });
    assert.deepEqual(wordAtCaret('(@a)', 3), { kind: 'mention', start: 1, query: 'a' });
    assert.deepEqual(wordAtCaret('one\n@two three', 8), { kind: 'mention', start: 4, query: 'two' });
  });

  it('is nothing in an address, after a blank, or before the sign', () => {
    for (const text of ['me@example.com', '@a b', 'a @', 'word']) {
      assert.equal(wordAtCaret(text, text === 'a @' ? 2 : text.length), undefined, text);
    }
  });

  it('is a command at the beginning of the text alone, and no path', () => {
    assert.deepEqual(wordAtCaret('/rev', 4), { kind: 'command', start: 0, query: 'rev' });
    assert.equal(wordAtCaret('/usr/bin', 8), undefined);
    assert.equal(wordAtCaret('look /rev', 9), undefined);
  });
});
