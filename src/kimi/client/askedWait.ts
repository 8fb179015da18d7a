/** Milliseconds in a unit of time, by what it begins with; months and years are nobody's wait. */
const UNITS: [begins: RegExp, ms: number][] = [
  [/^ms|^milli/i, 1],
  [/^s/i, 1000],
  [/^m/i, 60_000],
  [/^h/i, 3_600_000],
  [/^d/i, 86_400_000],
];

/** "try again after 5 seconds", "try again in 1m30.5s", "resets in 3 hours": what stands before is short, and is about trying again. */
const SPOKEN =
  /\b(?:again|retry|wait|resets?|available)\b[^.\n]{0,30}?\b(?:in|after|for|within)\s+((?:about\s+)?\d[^\n]{0,40})/i;
const AMOUNT =
  /^(?:about\s+)?(\d{1,9}(?:\.\d{1,6})?)\s?(ms|milli\w*|s\b|sec\w*|m\b|mins?\b|minutes?\b|h\b|hrs?\b|hours?\b|d\b|days?\b|[smhd](?=\d))[\s,]*(?:and\s+)?/i;

/** Ten years: nobody waits for longer, and dates have an end. */
const MOST_MS = 3650 * 86_400_000;

/** A point in time that says its zone. */
const DATE = /\b20\d\d-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)? ?(?:Z|UTC|GMT|[+-]\d\d:?\d\d)/;

/**
 * How long the server asks to wait, in milliseconds, from 0 to ten years: by `Retry-After`, in whole seconds (Moonshot's error reference)
 * or as a date, or else by its words. Undefined where it does not say.
 */
export function askedWait(retryAfter: string | null | undefined, message: string): number | undefined {
  if (retryAfter) {
    const seconds = Number(retryAfter);
    const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(retryAfter) - Date.now();
    if (!Number.isNaN(ms)) return inRange(ms);
  }
  const said = spokenWait(message) ?? dateWait(message);
  return said === undefined ? undefined : inRange(said);
}

function inRange(ms: number): number {
  return Math.min(Math.max(0, ms), MOST_MS);
}

function spokenWait(message: string): number | undefined {
  let rest = SPOKEN.exec(message)?.[1] ?? '';
  let total: number | undefined;
  for (let amount = AMOUNT.exec(rest); amount; amount = AMOUNT.exec(rest)) {
    const [whole, count = '', unit = ''] = amount;
    total = (total ?? 0) + Number(count) * (UNITS.find(([begins]) => begins.test(unit))?.[1] ?? 0);
    rest = rest.slice(whole.length);
  }
  return total;
}

function dateWait(message: string): number | undefined {
  const date = DATE.exec(message)?.[0].replace(/ ?(?:UTC|GMT)$/, 'Z');
  const ms = date === undefined ? Number.NaN : Date.parse(date) - Date.now();
  return ms > 0 ? ms : undefined;
}
