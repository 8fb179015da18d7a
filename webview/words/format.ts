import { t } from './l10n.ts';

const language = document.documentElement.lang || 'en';
const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat(language);
const share = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 });
const dollars = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', maximumFractionDigits: 2 });
const cents = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });
const list = new Intl.ListFormat(language, { style: 'narrow' });
const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'narrow' });

/** A token count for a glance, for example "12.4K". */
export function formatCompact(count: number): string {
  return compact.format(count);
}

export function formatCount(count: number): string {
  return whole.format(count);
}

export function formatShare(part: number): string {
  return share.format(part);
}

/** US dollars; less than ten cents to two significant digits. */
export function formatCost(usd: number): string {
  return usd >= 0.1 || usd === 0 ? dollars.format(usd) : cents.format(usd);
}

/** Milliseconds as "12 s" or "3 min 5 s"; under a second as "0.4 s" where `fine`. */
export function formatDuration(milliseconds: number, { fine = false } = {}): string {
  if (fine && milliseconds < 10_000) return t('{0} s', (Math.max(0, milliseconds) / 1000).toFixed(1));
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  return seconds < 60 ? t('{0} s', seconds) : t('{0} min {1} s', Math.floor(seconds / 60), seconds % 60);
}

/** "12 KB", in thousands of bytes. */
export function formatBytes(bytes: number): string {
  return bytes < 1000 ? t('{0} bytes', bytes) : t('{0} KB', whole.format(Math.round(bytes / 1000)));
}

/** "a, b, c" */
export function formatList(items: readonly string[]): string {
  return list.format(items);
}

/** "5 min ago"; both in milliseconds since the epoch. */
export function formatAgo(at: number, now: number): string {
  const minutes = Math.round((at - now) / 60_000);
  if (minutes > -60) return relative.format(Math.min(0, minutes), 'minute');
  const hours = Math.round(minutes / 60);
  return hours > -24 ? relative.format(hours, 'hour') : relative.format(Math.round(hours / 24), 'day');
}

/** "Nov 3, 2026, 2:05 PM"; in milliseconds since the epoch. Empty for what is no time. */
export function formatTime(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : moment.format(date);
}
