import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Block } from '../../../../src/shared/transcript/reduce.ts';
import { Rows } from '../../../../webview/transcript/Rows.ts';
import { VirtualWindow } from '../../../../webview/transcript/VirtualWindow.ts';

const block = (name: string, id: number): Block =>
  name === 'content'
    ? { type: 'content', id: `b${id}`, text: 'x', streaming: false }
    : { type: 'tool', id: `b${id}`, call: `1.${id}`, name, arguments: '{}', state: 'done' };

describe('rows of a transcript', () => {
  it('fold neighbouring calls that only look, and keep the others apart', () => {
    const names = [
      'content',
      'read_file',
      'search_text',
      'content',
      'list_files',
      'fetch_url',
      'read_file',
      'read_file',
    ];
    const rows = new Rows().of(names.map(block));
    assert.deepEqual(
      rows.map(({ start, end }) => [start, end]),
      [
        [0, 1],
        [1, 3],
        [3, 4],
        [4, 5],
        [5, 6],
        [6, 8],
      ],
    );
  });

  it('are the same however the blocks came, and keep their identity where nothing changed', () => {
    const anyName = fc.constantFrom('content', 'read_file', 'search_text', 'fetch_url');
    const anyStep = fc.record({ keep: fc.nat(12), add: fc.array(anyName, { maxLength: 4 }), touch: fc.nat(12) });
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 12 }), (steps) => {
        const rows = new Rows();
        let blocks: Block[] = [];
        for (const { keep, add, touch } of steps) {
          const before = rows.of(blocks);
          assert.equal(rows.of([...blocks]), before);
          blocks = [
            ...blocks.slice(0, Math.max(keep, blocks.length - 2)),
            ...add.map((name, index) => block(name, blocks.length + index)),
          ];
          blocks = blocks.map((one, index) => (index === touch ? { ...one } : one));
          assert.deepEqual(rows.of(blocks), new Rows().of(blocks));
        }
      }),
    );
  });
});

describe('the window on the rows', () => {
  const blocks = Array.from({ length: 2_000 }, (_, index) => block('content', index));
  const rows = new Rows().of(blocks);
  const HEIGHT = 50;

  function measured(): VirtualWindow {
    const window = new VirtualWindow();
    window.resize(320, 600);
    for (const { id } of rows) window.measure(id, HEIGHT);
    return window;
  }

  /** Every piece has its height, wherever it is. */
  const heights = (window: VirtualWindow, held: string[] = []) =>
    window
      .pieces(rows, blocks, ({ id }) => held.includes(id))
      .map((piece) => (piece.type === 'room' ? piece.height : HEIGHT));

  it('holds few rows, those at the view, and room that is as high as the others', () => {
    const window = measured();
    for (const distance of [0, 1_000, 49_987, 99_400]) {
      window.moveTo(distance);
      const pieces = window.pieces(rows, blocks, () => false);
      const shown = pieces.flatMap((piece) => (piece.type === 'row' ? [piece.index] : []));
      assert.ok(shown.length < 60, `${shown.length} rows`);
      const lowest = Math.ceil(rows.length - distance / HEIGHT) - 1;
      const highest = Math.max(0, Math.floor(rows.length - (distance + 600) / HEIGHT));
      for (let index = highest; index <= lowest; index++)
        assert.ok(shown.includes(index), `row ${index} at ${distance}`);
      assert.equal(
        heights(window).reduce((sum, height) => sum + height, 0),
        rows.length * HEIGHT,
      );
    }
  });

  it('shows first what is in sight after a leap, and what is around it piece by piece', () => {
    const window = measured();
    const shown = () =>
      window.pieces(rows, blocks, () => false).flatMap((piece) => (piece.type === 'row' ? [piece.index] : []));
    while (shown().length === 0 || window.isBehind);
    const near = shown().length;
    window.moveTo(49_700);
    const counts = [];
    do counts.push(shown().length);
    while (window.isBehind);
    assert.ok((counts[0] ?? 0) < 25 && counts.length > 2, `${counts}`);
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => a - b),
    );
    assert.ok((counts.at(-1) ?? 0) >= near);
    window.moveTo(1_000_000);
    for (let task = 0; task < 5; task++) shown();
    assert.equal(window.isBehind, false, 'past the beginning there is nothing to draw');
    window.moveTo(49_700);
    while (shown().length === 0 || window.isBehind);
    window.moveTo(50_050);
    const before = shown();
    assert.equal(window.isBehind, false, 'a step is no leap');
    assert.ok(before.length >= near);
  });

  it('keeps the rows that are held, with room around them', () => {
    const window = measured();
    const pieces = window.pieces(rows, blocks, ({ id }) => id === 'b3' || id === 'b500');
    const kinds = pieces.slice(0, 6).map((piece) => (piece.type === 'row' ? piece.row.id : piece.height));
    assert.deepEqual(kinds.slice(0, 5), [3 * HEIGHT, 'b3', 496 * HEIGHT, 'b500', kinds[4]]);
    assert.equal(
      heights(window, ['b3', 'b500']).reduce((sum, height) => sum + height, 0),
      rows.length * HEIGHT,
    );
  });

  it('moves in steps, and asks for rows where they turn out lower than was guessed', () => {
    const window = new VirtualWindow();
    window.resize(320, 600);
    window.pieces(rows, blocks, () => false);
    assert.equal(window.isStale(rows, blocks), false);
    for (const { id } of rows) window.measure(id, 5);
    assert.equal(window.isStale(rows, blocks), true);
    assert.equal(window.moveTo(10), false);
    assert.equal(window.moveTo(700), true);
  });

  it('tells how far from the end a row begins', () => {
    const window = measured();
    const row = rows[100];
    assert.ok(row);
    assert.equal(window.distanceOf(row, rows, blocks), 1_900 * HEIGHT - 600);
    const last = rows.at(-1);
    assert.ok(last);
    assert.equal(window.distanceOf(last, rows, blocks), 0);
  });
});
