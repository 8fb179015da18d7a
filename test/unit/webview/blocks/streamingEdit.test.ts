import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StreamingEdit } from '../../../../webview/blocks/streamingEdit.ts';

const whole = (args: object | string) =>
  new StreamingEdit().follow(typeof args === 'string' ? args : JSON.stringify(args));

describe('the progress of an edit whose arguments stream in', () => {
  it('names the file as soon as its name has come, wherever it stands', () => {
    assert.equal(whole('{"path": "src/a.t').path, 'src/a.t');
    assert.equal(whole('{"content":"say \\"path\\": \\"b\\"","path":"a\\u00e9.ts"').path, 'aé.ts');
  });

  it('counts the lines of a new file as they are written', () => {
    assert.deepEqual(whole('{"path":"a","content":"one\\ntwo\\nthr'), { path: 'a', added: 2, removed: 0 });
    assert.deepEqual(whole({ path: 'a', content: 'one\ntwo\nthree' }), { path: 'a', added: 3, removed: 0 });
    assert.deepEqual(whole({ path: 'a', content: 'one\ntwo\n' }), { path: 'a', added: 2, removed: 0 });
    assert.deepEqual(whole({ path: 'a', content: '' }), { path: 'a', added: 0, removed: 0 });
  });

  it('counts what replacements change, and not what they quote', () => {
    const edits = [
      { old_text: 'a\nb\nc', new_text: 'a\nB\nc' },
      { old_text: 'x\ny\n', new_text: 'x\n' },
      { old_text: 'end', new_text: 'end\nmore\nmore' },
    ];
    assert.deepEqual(whole({ path: 'a', edits }), { path: 'a', added: 3, removed: 2 });
  });

  it('never shrinks, and is the same however the arguments are cut', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '"', '\\', 'é', '\u2028'), maxLength: 30 });
    const args = fc.record({ path: text, edits: fc.array(fc.record({ old_text: text, new_text: text })) });
    fc.assert(
      fc.property(args, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (args, sizes) => {
        const json = JSON.stringify(args);
        const progress = new StreamingEdit();
        let last = { path: '', added: 0, removed: 0 };
        for (let end = 0, piece = 0; end < json.length; piece++) {
          end += sizes[piece % sizes.length] ?? 1;
          const next = progress.follow(json.slice(0, end));
          assert.ok(next.added >= last.added && next.removed >= last.removed);
          last = next;
        }
        assert.deepEqual(last, whole(json));
        assert.equal(last.path, args.path);
      }),
    );
  });

  it('reads each character once: a large file comes in many small pieces', () => {
    const json = JSON.stringify({ path: 'a', content: `${'x'.repeat(100_000)}\n${'line\n'.repeat(20_000)}` });
    const progress = new StreamingEdit();
    let pieces = '';
    for (let at = 0; at < json.length; at += 50) {
      pieces += json.slice(at, at + 50);
      progress.follow(pieces);
    }
    assert.equal(progress.follow(json).added, 20_001);
  });
});
