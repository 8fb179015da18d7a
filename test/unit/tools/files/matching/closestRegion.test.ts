import assert from 'node:assert/strict';
import { describeClosest } from '../../../../../src/tools/files/matching/closestRegion.ts';

describe('describeClosest', () => {
  const text = 'function a() {\n  return 1;\n}\n\nfunction b() {\n  return 2;\n}\n';

  it('shows the lines on which most and the rarest words agree', () => {
    const quoted = 'function b() {\n  return 3;\n}';
    assert.equal(describeClosest(text, quoted), 'The closest is at line 5:\n5\tfunction b() {\n6\t  return 2;\n7\t}');
  });

  it('finds a single line with mistakes in every word', () => {
    assert.match(describeClosest(text, 'retrun  2;'), /^The closest is at line 6:\n6\t {2}return 2;$/);
    assert.match(describeClosest('colour = favourite\n', 'color = favorite'), /\n1\tcolour = favourite$/);
  });

  it('says where only white space or only case differs', () => {
    assert.match(describeClosest(text, 'functionb() {\nreturn 2;'), /at line 5 \(only white space differs\):/);
    assert.match(
      describeClosest(text, 'Function B() {\n  return 2;'),
      /at line 5 \(only upper and lower case differ\):/,
    );
  });

  it('says when the line numbers are the mistake, or there is nothing to find', () => {
    assert.match(describeClosest(text, '5\tfunction b() {\n6\t  return 2;'), /without the line numbers/);
    assert.match(describeClosest(text, 'Quux!'), /Nothing there resembles it/);
    assert.match(describeClosest('', 'a'), /The file is empty/);
  });

  it('shows of a long line the part that is meant', () => {
    const long = Array.from({ length: 50_000 }, (_, index) => `var v${index}=f(${index});`).join('');
    const said = describeClosest(`a\n${long}\nb\n`, 'var v43210=g(43210);');
    assert.match(
      said,
      /^The closest is at line 2:\n2\t\[from character \d+ of this long line\] .*var v43210=f\(43210\);/,
    );
    assert(said.length < 500);
  });

  it('shows no more than some lines of a long region', () => {
    const lines = Array.from({ length: 500 }, (_, index) => `const value${index} = ${'x'.repeat(100)};`);
    const said = describeClosest(lines.join('\n'), lines.with(3, 'const other = 1;').join('\n'));
    assert.match(said, /^The closest is at line 1:\n1\tconst value0 = /);
    assert(said.length < 4000 && said.split('\n').length <= 41);
  });
});
