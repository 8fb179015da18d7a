import * as vscode from 'vscode';

const DAY_S = 24 * 60 * 60;

/** `3 days ago`. Both in seconds since the epoch. */
export function relativeTime(at: number, now: number): string {
  const [unit, seconds] = unitOf(now - at);
  const format = new Intl.RelativeTimeFormat(vscode.env.language, { numeric: 'auto' });
  return format.format(-Math.max(0, Math.floor((now - at) / seconds)), unit);
}

function unitOf(age: number): [Intl.RelativeTimeFormatUnit, number] {
  if (age < 60 * 60) return ['minute', 60];
  if (age < DAY_S) return ['hour', 60 * 60];
  if (age < 30 * DAY_S) return ['day', DAY_S];
  return age < 365 * DAY_S ? ['month', 30 * DAY_S] : ['year', 365 * DAY_S];
}
