import type { Gap } from './innerGap.ts';

const MARKER = /[ \t]*(\/\/[/!]?|#|--|\*)(?=[ \t])/y;
/** A block comment longer than this is taken for something else. */
const MAX_COMMENT_LINES = 300;

/** What a line that is nothing but a comment begins with, and where that ends; undefined for any other line. */
export function commentMarker(text: string, lineStart: number): { marker: string; end: number } | undefined {
  MARKER.lastIndex = lineStart;
  const marker = MARKER.exec(text)?.[1];
  return marker === undefined ? undefined : { marker, end: MARKER.lastIndex };
}

/** What both lines begin with, when both are comments and have words before these gaps: what stands alone stays alone. */
export function sharedMarker(quoted: Gap, own: Gap): string | undefined {
  const ownLine = lineStart(own);
  const a = commentMarker(quoted.text, lineStart(quoted));
  const b = commentMarker(own.text, ownLine);
  if (!a || a.marker !== b?.marker || quoted.start === a.end || own.start === b.end) return undefined;
  return a.marker === '*' && !isInBlockComment(own.text, ownLine) ? undefined : a.marker;
}

function lineStart({ text, start }: Gap): number {
  return text.lastIndexOf('\n', start - 1) + 1;
}

/** Tells the lines of a block comment from the items of a list: a line above them opens it. */
function isInBlockComment(text: string, from: number): boolean {
  let start = from;
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
