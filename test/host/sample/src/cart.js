import { couponDiscount, threeForTwo } from './promotions.js';

/** What a customer is about to buy. An item is `{ name, price }`, the price in cents. */
export class Cart {
  #lines = [];
  #coupon;

  get lines() {
    return this.#lines.map((line) => ({ ...line }));
  }

  add(item, quantity = 1) {
    if (!Number.isInteger(quantity) || quantity < 1) throw new RangeError(`Not a quantity: ${quantity}`);
    const line = this.#lines.find(({ name, price }) => name === item.name && price === item.price);
    if (line) line.quantity += quantity;
    else this.#lines.push({ name: item.name, price: item.price, quantity });
  }

  /** A coupon is `{ percent, minimum }`: it counts from that total on, in cents. */
  redeem(coupon) {
    this.#coupon = coupon;
  }

  /** The total and how it comes about, all in cents. */
  total() {
    const prices = this.#lines.flatMap(({ price, quantity }) => Array(quantity).fill(price));
    const subtotal = prices.reduce((total, price) => total + price, 0);
    const promotion = threeForTwo(prices);
    const coupon = couponDiscount(subtotal - promotion, this.#coupon);
    return { subtotal, promotion, coupon, total: subtotal - promotion - coupon };
  }
}
