/** Formats whole cents: 123456 becomes "1,234.56". */
export function formatCents(cents) {
  const sign = cents < 0 ? '-' : '';
  const units = Math.trunc(Math.abs(cents) / 100).toLocaleString('en-US');
  const rest = String(Math.abs(cents) % 100).padStart(2, '0');
  return `${sign}${units}.${rest}`;
}

/** The given percentage of an amount in cents, rounded to whole cents. */
export function percentOf(cents, percent) {
  return Math.round((cents * percent) / 100);
}
