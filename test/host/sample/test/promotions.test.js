import assert from 'node:assert/strict';
import { test } from 'node:test';
import { couponDiscount, threeForTwo } from '../src/promotions.js';

test('three for two: nothing is free below three items', () => {
  assert.equal(threeForTwo([400, 250]), 0);
});

test('three for two: the cheapest of three is free', () => {
  assert.equal(threeForTwo([400, 250, 300]), 250);
});

test('three for two: the cheapest two of six are free', () => {
  assert.equal(threeForTwo([400, 250, 300, 900, 150, 800]), 400);
});

test('three for two: a cheap item stays the cheapest beside an expensive one', () => {
  assert.equal(threeForTwo([1250, 380, 995]), 380);
});

test('a coupon takes its percentage off', () => {
  assert.equal(couponDiscount(1999, { percent: 10 }), 200);
});

test('a coupon counts only from its minimum on', () => {
  assert.equal(couponDiscount(1999, { percent: 10, minimum: 2000 }), 0);
});
