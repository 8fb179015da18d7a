import assert from 'node:assert/strict';
import { countChanges } from '../../../../src/util/text/countLineChanges.ts';

describe('countChanges', () => {
  const cases: [string | null, string, number, number][] = [
    [null, 'a\nb\n', 2, 0],
    [null, '', 0, 0],
    ['a\nb\nc\n', 'a\nc\n', 0, 1],
    ['a\nb\nc\n', 'x\na\nB\nc\n', 2, 1],
    ['a\na\n', 'a\na\na\n', 1, 0],
    ['a\r\nb\r\n', 'a\nb\r\n', 1, 1],
    ['a\n', 'a', 1, 1],
  ];
  for (const [before, after, added, removed] of cases) {
    it(`counts +${added} −${removed} from ${JSON.stringify(before)} to ${JSON.stringify(after)}`, () => {
      assert.deepEqual(countChanges(before, after), { added, removed });
    });
  }

  it('is quick for texts that have nothing in common', () => {
    const text = (name: string) => Array.from({ length: 30_000 }, (_, line) => `${name} ${line}\n`).join('');
    const began = performance.now();
    assert.deepEqual(countChanges(text('a'), text('b')), { added: 30_000, removed: 30_000 });
    assert(performance.now() - began < 3000);
  });
});
