/** What stands in the page around the text of a block and is not found: names of languages, icons, buttons. */
const AROUND = '.code-bar, .codicon, .actions, .detail-title, .outcome';

/** Elements whose texts do not run together with those of others. */
const APART = 'p, h2, li, td, th, pre, summary, blockquote, div';

/** Where a pattern matches in an element's text, which may run through several elements of a line. */
export function matchRanges(element: Element, pattern: RegExp): Range[] {
  const pieces = textPieces(element);
  const text = pieces.map(({ node, before }) => before + node.data).join('');
  return [...text.matchAll(pattern)].flatMap((match) => {
    const start = pointAt(pieces, match.index, false);
    const end = pointAt(pieces, match.index + match[0].length, true);
    if (!start || !end) return [];
    const range = new Range();
    range.setStart(start.node, start.offset);
    range.setEnd(end.node, end.offset);
    return [range];
  });
}

interface TextPiece {
  node: Text;
  /** A line end where the text does not run on from the piece before. */
  before: string;
  /** Of the node's text, in the text of all pieces. */
  start: number;
}

function textPieces(element: Element): TextPiece[] {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement?.closest(AROUND) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const pieces: TextPiece[] = [];
  let length = 0;
  let line: Element | null = null;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (!(node instanceof Text)) continue;
    const own: Element | null = node.parentElement?.closest(APART) ?? null;
    const before = pieces.length > 0 && own !== line ? '\n' : '';
    line = own;
    pieces.push({ node, before, start: length + before.length });
    length += before.length + node.data.length;
  }
  return pieces;
}

/** `ends`: the end of a piece rather than the beginning of the next. */
function pointAt(pieces: readonly TextPiece[], at: number, ends: boolean): { node: Text; offset: number } | undefined {
  const piece = pieces.findLast(({ start }) => (ends ? start < at : start <= at));
  return piece && { node: piece.node, offset: Math.min(at - piece.start, piece.node.data.length) };
}
