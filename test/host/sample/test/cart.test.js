import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Cart } from '../src/cart.js';
import { receipt } from '../src/receipt.js';

test('the same item twice is one line', () => {
  const cart = new Cart();
  cart.add({ name: 'Bread', price: 380 });
  cart.add({ name: 'Bread', price: 380 }, 2);
  assert.deepEqual(cart.lines, [{ name: 'Bread', price: 380, quantity: 3 }]);
});

test('the coupon counts after the promotion', () => {
  const cart = new Cart();
  cart.add({ name: 'Bread', price: 400 }, 3);
  cart.redeem({ percent: 10 });
  assert.deepEqual(cart.total(), { subtotal: 1200, promotion: 400, coupon: 80, total: 720 });
});

test('a quantity is a positive whole number', () => {
  assert.throws(() => new Cart().add({ name: 'Bread', price: 380 }, 0), RangeError);
});

test('a receipt has a line for each item and the total', () => {
  const cart = new Cart();
  cart.add({ name: 'Coffee', price: 850 });
  cart.add({ name: 'Bread', price: 380 }, 2);
  cart.redeem({ percent: 10 });
  assert.equal(
    receipt(cart),
    [
      '1 x Coffee                  8.50',
      '2 x Bread                   7.60',
      'Three for two              -3.80',
      'Coupon                     -1.23',
      '--------------------------------',
      'Total                      11.07',
    ].join('\n'),
  );
});
