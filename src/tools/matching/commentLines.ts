const MARKER = /[ \t]*(\/\/[/!]?|#|--|\*)(?=[ \t])/y;
/** A block comment longer than this is taken for something else. */
const MAX_COMMENT_LINES = 300;

/** What a line that is nothing but a comment begins with, and where that ends; undefined for any other line. */
export function commentMarker(text: string, lineStart: number): { marker: string; end: number } | undefined {
  MARKER.lastIndex = lineStart;
  const marker = MARKER.exec(text)?.[1];
  return marker === undefined ? undefined : { marker, end: MARKER.lastIndex };
}

/** Tells the lines of a block comment from the items of a list: a line above them opens it. */
export function isInBlockComment(text: string, lineStart: number): boolean {
  let start = lineStart;
  for (let left = MAX_COMMENT_LINES; left > 0 && start > 0; left--) {
    start = text.lastIndexOf('\n', start - 2) + 1;
    const line = text.slice(start, start + 200).trimStart();
    if (line.startsWith('/*')) return true;
    if (!line.startsWith('*') || line.startsWith('*/')) return false;
  }
  return false;
}

export function hasComment(text: string): boolean {
  return /^[ \t]*(?:\/\/|#|--|\*)/m.test(text);
}
