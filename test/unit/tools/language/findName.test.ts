import assert from 'node:assert/strict';
import { definedAs, nameWithin, occurrences, readSymbolName } from '../../../../src/tools/language/findName.ts';

const symbol = (name: string, containers: string[] = [], path = 'a') => ({ path, name, containers });

describe('the name of a symbol', () => {
  it('is read with what it stands in, in every language’s way', () => {
    const cases: [string, string, string[]][] = [
      ['total', 'total', []],
      ['Cart.total', 'total', ['Cart']],
      ['shop.Cart.total()', 'total', ['shop', 'Cart']],
      ['Cart::total', 'total', ['Cart']],
      ['Cart#total', 'total', ['Cart']],
      ['cart->total(1, "x")', 'total', ['cart']],
      ['Cart.#secret', '#secret', ['Cart']],
      ['#secret', '#secret', []],
      ['(*Cart).Total', 'Total', ['Cart']],
      [' $scope ', '$scope', []],
      ['...', '', []],
    ];
    for (const [written, name, qualifiers] of cases) {
      assert.deepEqual(readSymbolName(written), { name, qualifiers }, written);
    }
  });

  it('means what is defined with that name, where it stands in what is named around it', () => {
    const symbols = [
      symbol('Cart'),
      symbol('total', ['Cart']),
      symbol('total', ['Gift']),
      symbol('add(int, int)', ['shop', 'Cart']),
      symbol('Cart.remove'),
    ];
    const found = (written: string) => definedAs(symbols, readSymbolName(written)).map(({ containers }) => containers);
    assert.deepEqual(found('total'), [['Cart'], ['Gift']]);
    assert.deepEqual(found('Gift.total'), [['Gift']]);
    assert.deepEqual(found('Cart.add'), [['shop', 'Cart']]);
    assert.deepEqual(found('Other.total'), []);
    assert.deepEqual(found('Cart.remove'), [[]]);
    assert.deepEqual(found('remove'), [[]]);
  });

  it('means one thing where it is overloaded, and several in several files', () => {
    const overloads = [symbol('add', ['Cart']), symbol('add', ['Cart']), symbol('add', ['Cart'], 'b')];
    assert.equal(definedAs(overloads, readSymbolName('add')).length, 2);
  });

  it('is found as a whole word, in any script and with any line end', () => {
    const places = (text: string, written: string) =>
      occurrences(text, readSymbolName(written)).map(({ line, character }) => `${line}:${character}`);
    assert.deepEqual(places('total totals subtotal $total total\r\n\rtotal', 'total'), ['0:0', '0:29', '2:0']);
    assert.deepEqual(places('größe größen Übergröße größe', 'größe'), ['0:0', '0:23']);
    assert.deepEqual(places('a+b a*b', 'b'), ['0:2', '0:6']);
    assert.deepEqual(places('x.$a(1) $a', '$a'), ['0:2', '0:8']);
    assert.deepEqual(places('', 'x'), []);
  });

  it('prefers where it is qualified as it was named', () => {
    const text = 'total\ncart.total\nmyCart.total\ncart?.total';
    assert.deepEqual(
      occurrences(text, readSymbolName('cart.total')).map(({ line }) => line),
      [1, 3],
    );
    assert.equal(occurrences(text, readSymbolName('basket.total')).length, 4);
  });

  it('stands in its definition after what comes before it', () => {
    const text = 'export class\n  total {\n';
    assert.deepEqual(nameWithin(text, { line: 0, character: 0, endLine: 1 }, 'total'), { line: 1, character: 2 });
    assert.deepEqual(nameWithin('fn total total', { line: 0, character: 9, endLine: 0 }, 'total'), {
      line: 0,
      character: 9,
    });
    assert.deepEqual(nameWithin('nothing', { line: 0, character: 3, endLine: 0 }, 'total'), { line: 0, character: 3 });
  });
});
