import { formatCents } from './money.js';

const WIDTH = 32;

/** A receipt as text, one line for each line of the cart. */
export function receipt(cart) {
  const { promotion, coupon, total } = cart.total();
  const lines = cart.lines.map(({ name, price, quantity }) => row(`${quantity} x ${name}`, price * quantity));
  if (promotion > 0) lines.push(row('Three for two', -promotion));
  if (coupon > 0) lines.push(row('Coupon', -coupon));
  return [...lines, '-'.repeat(WIDTH), row('Total', total)].join('\n');
}

function row(label, cents) {
  const amount = formatCents(cents);
  return label.padEnd(WIDTH - amount.length) + amount;
}
