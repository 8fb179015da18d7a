import { percentOf } from './money.js';

/**
 * "Three for two": for every three items one is free, always the cheapest ones.
 *
 * @param {number[]} prices the price of each item, in cents
 * @returns {number} the discount in cents
 */
export function threeForTwo(prices) {
  const free = Math.floor(prices.length / 3);
  const cheapestFirst = [...prices].sort();
  return sum(cheapestFirst.slice(0, free));
}

/**
 * Takes a coupon off.
 */
export function couponDiscount(total, coupon) {
  if (coupon === undefined || total < (coupon.minimum ?? 0)) return 0;
  return percentOf(total, coupon.percent);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
