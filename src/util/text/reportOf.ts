/** Lines of a stack: what lies further out is Node's. */
const MOST_LINES = 12;

/** What a mistake of our own is reported as: what it says, then where it happened, by files without the folders they are in. */
export function reportOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const cause = error.cause instanceof Error ? [`Cause: ${reportOf(error.cause)}`] : [];
  return [error.message || error.name, ...stack.slice(0, MOST_LINES).map(place), ...cause].join('\n');
}

function place(line: string): string {
  const names = line.split(/[\\/]/);
  const caller = /^\s*at [^(\\/]*\(/.exec(line)?.[0].trim() ?? 'at ';
  return names.length > 2 ? `  ${caller}${names.slice(-2).join('/')}` : `  ${line.trim()}`;
}
