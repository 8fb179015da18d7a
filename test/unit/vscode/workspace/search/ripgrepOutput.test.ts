import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type FoundLine, FoundLineReader } from '../../../../../src/vscode/workspace/search/ripgrepOutput.ts';

describe('FoundLineReader', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 40 }).map((raw) => raw.replace(/[\0\r\n\ufeff]/g, ' '));
  const line = fc.record({
    path: text.filter((path) => path !== ''),
    line: fc.integer({ min: 1, max: 1e9 }),
    before: text,
    match: fc.option(text, { nil: undefined }),
  });

  it('reads the same lines however the output is cut into chunks', () => {
    fc.assert(
      fc.property(fc.array(line), fc.array(fc.integer({ min: 1, max: 30 })), (lines, cuts) => {
        const printed = lines.map(({ path, line, before, match }) => {
          const place = match === undefined ? `${line}-` : `${line}:${Buffer.byteLength(before) + 1}:`;
          return `${path}\0${place}${before}${match ?? ''}\n`;
        });
        const bytes = Buffer.from(`${printed.join('')}a.bin: WARNING: stopped searching binary file after match\n`);
        assert.deepEqual(
          readInChunks(bytes, cuts),
          lines.map(({ path, line, before, match }) => ({
            path,
            line,
            matches: match !== undefined,
            text: before + (match ?? ''),
          })),
        );
      }),
    );
  });

  it('holds little of a line of any length', () => {
    const reader = new FoundLineReader();
    reader.read(Buffer.from('a.txt\x001:50000001:'));
    const piece = Buffer.alloc(1_000_000, 'x');
    for (let count = 0; count < 100; count++) assert.deepEqual(reader.read(piece), []);
    const [found] = reader.read(Buffer.from('\n'));
    assert.equal(found?.text, `…${'x'.repeat(500)}…`);
  });
});

function readInChunks(bytes: Buffer, cuts: readonly number[]): FoundLine[] {
  const reader = new FoundLineReader();
  const found: FoundLine[] = [];
  let from = 0;
  for (const length of [...cuts, bytes.length]) {
    found.push(...reader.read(bytes.subarray(from, from + length)));
    from += length;
  }
  return found;
}
