/** The first `max` UTF-16 units of a text, never ending in half of a surrogate pair. */
export function truncate(text: string, max: number): string {
  return text.length <= max ? text : text.slice(0, max).replace(/[\uD800-\uDBFF]$/, '');
}

/** The last `max` UTF-16 units of a text, never beginning with half of a surrogate pair. */
export function cutStart(text: string, max: number): string {
  return text.length <= max ? text : text.slice(text.length - max).replace(/^[\uDC00-\uDFFF]/, '');
}

/** The first items whose UTF-8 texts, each with a line end, fit into `maxBytes`; at least one where there is one. */
export function fitLines(lines: readonly string[], maxBytes: number): string[] {
  let bytes = 0;
  const end = lines.findIndex((line, index) => {
    bytes += Buffer.byteLength(line) + 1;
    return bytes > maxBytes && index > 0;
  });
  return end < 0 ? [...lines] : lines.slice(0, end);
}
