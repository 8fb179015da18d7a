/** A string property of a call's arguments while they still stream: as much of its value as has come. */
export function partialArgument(json: string, name: string): string | undefined {
  const start = new RegExp(`"${name}"\\s*:\\s*"`).exec(json);
  if (!start) return undefined;
  const rest = json.slice(start.index + start[0].length);
  // Up to the closing quote, or to the last whole escape of what has come.
  const raw = /^(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])*/.exec(rest)?.[0] ?? '';
  try {
    const value: unknown = JSON.parse(`"${raw.replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined; // an escape or a character that JSON does not know
  }
}
