import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyReplacements, type Replacement } from '../../../../../src/tools/files/matching/applyReplacements.ts';

/** The text, where everything fits; throws the reason of what does not. */
function apply(text: string, edits: readonly Replacement[]): string {
  const applied = applyReplacements(text, edits);
  const [failure] = applied.failures;
  if (failure) throw new Error(failure.reason);
  return applied.text;
}

const replace = (text: string, old_text: string, new_text: string, all?: boolean) =>
  apply(text, [{ old_text, new_text, all }]);

describe('applyReplacements', function () {
  this.timeout(30_000);

  it('replaces the one occurrence, also across lines and in a last line without an end', () => {
    assert.equal(replace('a\nb\nc', 'b\nc', 'B\nC\nD'), 'a\nB\nC\nD');
    assert.equal(replace('größe = "🎉"\n', '"🎉"', '"€$&$1"'), 'größe = "€$&$1"\n');
  });

  it('applies edits in order, each to the result of the ones before', () => {
    const edits = [
      { old_text: 'one', new_text: 'two' },
      { old_text: 'two', new_text: 'three' },
    ];
    assert.equal(applyReplacements('one', edits).text, 'three');
  });

  it('replaces every occurrence with all, none within what it wrote', () => {
    assert.equal(replace('a\r\na\r\nb\n', 'a\n', 'aa\n', true), 'aa\r\naa\r\nb\n');
    assert.equal(replace('aaaa', 'aa', 'a', true), 'aa');
  });

  it('keeps CRLF, whichever line endings the model used', () => {
    assert.equal(replace('a\r\nb\r\nc\r\n', 'b\nc', 'x\ny\nz'), 'a\r\nx\r\ny\r\nz\r\n');
    assert.equal(replace('a\r\nb\r\n', 'a\r\nb', 'b\r\na'), 'b\r\na\r\n');
  });

  it('keeps each ending of a text that mixes them, those of quoted lines too', () => {
    assert.equal(replace('1\r\n2\n3\r4\r\n5\n', '2\n3\n4\n', '2\nthree\n4\n'), '1\r\n2\nthree\r4\r\n5\n');
    assert.equal(replace('1\r\n2\n3\n', '1\n', '1\nnew\n'), '1\r\nnew\r\n2\n3\n');
    assert.equal(replace('0\n1\r\n2\n3\n', '1\n2', 'a\nb\nc'), '0\na\r\nb\nc\n3\n');
  });

  it('fills an empty text, and only that, from an empty old_text', () => {
    assert.equal(replace('', '', 'a\r\n'), 'a\r\n');
    assert.throws(() => replace('x', '', 'a'), /old_text is empty, but the file is not/);
  });

  it('names the lines of an ambiguous quotation', () => {
    assert.throws(() => replace('x\ny\nx\n', 'x', 'z'), /occurs 2 times, at lines 1, 3\. .*"all": true/);
    assert.throws(() => replace('aaa', 'aa', 'b'), /occurs 2 times/);
  });

  it('refuses to replace a text with itself', () => {
    assert.throws(() => replace('x', 'x', 'x'), /are the same/);
  });

  it('reports a bounded region, quickly, for an enormous text', () => {
    const text = `${'x'.repeat(2_000_000)}\n${'const value = 1;\n'.repeat(100_000)}`;
    const quoted = Array.from({ length: 500 }, (_, index) => `const value = ${index};`).join('\n');
    const began = performance.now();
    assert.throws(
      () => replace(text, quoted, 'x'),
      (error: Error) => error.message.length < 5000,
    );
    assert(performance.now() - began < 5000);
  });

  it('replaces half a million occurrences without a pause', () => {
    const began = performance.now();
    const text = replace('const value = 1;\r\n'.repeat(500_000), 'value', 'v', true);
    assert.equal(text, 'const v = 1;\r\n'.repeat(500_000));
    assert(performance.now() - began < 5000);
  });

  it('makes the replacements that fit, and says of each other one why it does not', () => {
    const edits = [
      { old_text: 'missing', new_text: 'a' },
      { old_text: 'x', new_text: 'y' },
      { old_text: 'z', new_text: 'z' },
      { old_text: 'y', new_text: 'yes' },
    ];
    const { text, failures, notes } = applyReplacements('x', edits);
    assert.equal(text, 'yes');
    assert.deepEqual(notes, []);
    assert.deepEqual(
      failures.map(({ index, reason }) => [index, reason.split('.')[0]]),
      [
        [0, 'old_text is not in the file'],
        [2, 'old_text and new_text are the same'],
      ],
    );
  });

  it('says what was ignored to find a quotation', () => {
    const notes = (text: string, old_text: string) => applyReplacements(text, [{ old_text, new_text: 'x' }]).notes;
    assert.deepEqual(notes('a\nb();  \nc();\n', 'b();\nc();'), [
      'edits[0] matched at lines 2-3 after ignoring white space at the ends of lines.',
    ]);
    assert.deepEqual(notes('\tfoo();\n', '    foo();'), ['edits[0] matched at line 1 after ignoring indentation.']);
    assert.deepEqual(notes('say(\u201Chi\u201D)', 'say("hi")'), [
      'edits[0] matched at line 1 after ignoring look-alike quotes, dashes and spaces.',
    ]);
  });

  const piece = fc.string({ unit: fc.constantFrom('a', 'b', '\n', '\r\n', ' ', 'é', '🎉'), maxLength: 12 });

  it('changes nothing outside the replaced region', () => {
    fc.assert(
      fc.property(piece, piece, piece, (before, after, inserted) => {
        const text = `${before}<old>${after}`;
        const result = replace(text, '<old>', `<${inserted}>`);
        assert(result.startsWith(`${before}<`));
        assert(result.endsWith(`>${after}`));
      }),
    );
  });

  it('is undone by the inverse replacement', () => {
    const lines = fc.string({ unit: fc.constantFrom('a', 'b', '\n', ' ', '🎉'), maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, lines, lines, fc.boolean(), (before, oldText, newText, after, crlf) => {
        fc.pre(oldText !== newText);
        const [from, to] = [`<${oldText}>`, `<${newText}>`];
        const text = `\n${before}${from}${after}`.replaceAll('\n', crlf ? '\r\n' : '\n');
        assert.equal(replace(replace(text, from, to), to, from), text);
      }),
    );
  });
});
