import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import type { TextEdit } from '../../../../src/agent/contracts/languages.ts';
import { applyTextEdits, linesOf } from '../../../../src/tools/language/textPositions.ts';
import { stripSnippet } from '../../../../src/vscode/languages/stripSnippet.ts';

const edit = (from: [number, number], to: [number, number], text: string): TextEdit => ({
  start: { line: from[0], character: from[1] },
  end: { line: to[0], character: to[1] },
  text,
});

describe('edits by positions', () => {
  it('keep whatever ends the lines that they leave alone, and insert what most lines end in', () => {
    assert.equal(applyTextEdits('a\r\nb\r\nc\n', [edit([1, 0], [1, 1], 'x\ny')]), 'a\r\nx\r\ny\r\nc\n');
    assert.equal(applyTextEdits('a\rb', [edit([1, 0], [1, 0], '-\n')]), 'a\r-\rb');
    assert.equal(applyTextEdits('a', [edit([0, 1], [0, 1], '\r\nb')]), 'a\nb');
  });

  it('count in the text before, in any order, insertions at one place in theirs', () => {
    const edits = [
      edit([1, 0], [1, 3], 'TWO'),
      edit([0, 0], [0, 0], '1'),
      edit([0, 0], [0, 0], '2'),
      edit([0, 0], [0, 1], 'O'),
    ];
    assert.equal(applyTextEdits('one\ntwo', edits), '12One\nTWO');
  });

  it('reach to the end of a line and of the text where they go beyond', () => {
    assert.equal(applyTextEdits('ab\r\ncd', [edit([0, 1], [0, 99], 'x')]), 'ax\r\ncd');
    assert.equal(applyTextEdits('ab\ncd', [edit([0, 0], [99, 0], '')]), '');
    assert.equal(applyTextEdits('', [edit([0, 0], [5, 5], 'new\n')]), 'new\n');
  });

  it('are refused where they overlap', () => {
    assert.throws(() => applyTextEdits('abc', [edit([0, 0], [0, 2], 'x'), edit([0, 1], [0, 3], 'y')]), /overlap/);
  });

  it('make of each line what replacing it makes, whatever ends it', () => {
    const line = fc.string({ unit: fc.constantFrom('a', ' ', 'ü', '😀') });
    const ending = fc.constantFrom('\n', '\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(line, ending), { minLength: 1 }), fc.nat(), (parts, pick) => {
        const text = parts.map((part) => part.join('')).join('');
        const at = pick % parts.length;
        const changed = applyTextEdits(text, [edit([at, 0], [at, parts[at]?.[0].length ?? 0], 'new')]);
        const expected = parts.map(([content, end], index) => (index === at ? 'new' : content) + end).join('');
        return changed === expected && linesOf(changed)[at] === 'new';
      }),
    );
  });
});

describe('a snippet', () => {
  it('reads as its placeholders do at first', () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: snippets are written so
    assert.equal(stripSnippet('fn ${1:name}($2) {$0}'), 'fn name() {}');
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as above
    assert.equal(stripSnippet('${1|one,two|} \\$5 \\} ${3}'), 'one $5 } ');
    assert.equal(stripSnippet('plain $text'), 'plain $text');
  });
});
