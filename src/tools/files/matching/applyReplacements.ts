import { countNewlines, fromLf, type LfText, toLf, withLf } from '../../../util/text/lineEndings.ts';
import { describeClosest } from './closestRegion.ts';
import { type Found, findMatches } from './findMatches.ts';
import type { LooseRung, Place } from './match.ts';
import { planReplacement } from './plan.ts';
import { rewrite, rewriteExact } from './rewrite.ts';
import { type Splice, splice } from './splice.ts';

/** With `all` every occurrence is replaced, without it there must be exactly one. */
export interface Replacement {
  old_text: string;
  new_text: string;
  all?: boolean | undefined;
}

export interface Applied {
  /** The text after the replacements that fit. */
  text: string;
  /** For the model: what was taken for a match although it is not exact. */
  notes: readonly string[];
  /** Those that do not fit, which changed nothing; their line numbers are those after the replacements before. */
  failures: readonly Failure[];
}

export interface Failure {
  index: number;
  reason: string;
}

const MAX_NAMED_LINES = 10;
const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Applies replacements in order, each to the result of the ones before that fit. They are matched with LF line endings,
 * whatever the text has; a byte order mark, and all that no replacement changes, stay as they are, byte for byte.
 */
export function applyReplacements(text: string, edits: readonly Replacement[]): Applied {
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  let current = toLf(text.slice(mark.length));
  const notes: string[] = [];
  const failures: Failure[] = [];
  edits.forEach((edit, index) => {
    try {
      const applied = applyOne(current, unmarked(edit, mark));
      current = applied.text;
      if (applied.note) notes.push(`edits[${index}] matched ${applied.note}`);
    } catch (error) {
      failures.push({ index, reason: error instanceof Error ? error.message : String(error) });
    }
  });
  return { text: mark + fromLf(current), notes, failures };
}

/** A file has one mark, whether or not it is quoted. */
function unmarked(edit: Replacement, mark: string): Replacement {
  const bare = (text: string) => (mark !== '' && text.startsWith(mark) ? text.slice(mark.length) : text);
  return { ...edit, old_text: bare(edit.old_text), new_text: bare(edit.new_text) };
}

function applyOne(target: LfText, edit: Replacement): { text: LfText; note?: string } {
  const oldText = withLf(edit.old_text);
  const newText = withLf(edit.new_text);
  if (oldText === newText) throw new Error('old_text and new_text are the same.');
  if (oldText === '') {
    if (target.text === '') return { text: toLf(edit.new_text) };
    throw new Error(
      'old_text is empty, but the file is not. Quote the text to replace, or use write_file to replace the whole file.',
    );
  }
  const found = findMatches(target.text, oldText);
  if (found.places.length === 0) {
    throw new Error(`old_text is not in the file.\n${describeClosest(target.text, oldText)}`);
  }
  if (found.places.length > 1 && !edit.all) throw new Error(describeAmbiguity(target.text, found));
  const plan = planReplacement(oldText, newText);
  if (found.rung === 'exact') {
    const splices = rewriteExact(plan);
    return {
      text: splice(
        target,
        withoutOverlaps(found.places).flatMap((place) => moved(splices, place.start)),
      ),
    };
  }
  const matches = withoutOverlaps(found.places);
  const text = splice(
    target,
    matches.flatMap((match) => rewrite(target.text, match, plan)),
  );
  if (text.text === target.text) throw new Error('The file already has new_text there: nothing would change.');
  return { text, note: describeRung(target.text, found.rung, matches) };
}

function withoutOverlaps<P extends Place>(places: readonly P[]): P[] {
  let end = 0;
  return places.filter((place) => {
    if (place.start < end) return false;
    end = place.end;
    return true;
  });
}

function moved(splices: readonly Splice[], by: number): Splice[] {
  return splices.map(({ start, end, text }) => ({ start: start + by, end: end + by, text }));
}

const IGNORED: Record<LooseRung, string> = {
  lineEnds: 'white space at the ends of lines',
  indentation: 'indentation',
  lookAlikes: 'look-alike quotes, dashes and spaces',
  near: 'white space and line breaks',
};

/** "at lines 10-14 after ignoring indentation." */
function describeRung(text: string, rung: LooseRung, places: readonly Place[]): string {
  const [match, ...others] = places;
  if (!match || others.length > 0) return `${places.length} times after ignoring ${IGNORED[rung]}.`;
  const first = lineAt(text, match.start);
  const last = first + countNewlines(text.slice(match.start, match.end - 1));
  const lines = first === last ? `line ${first}` : `lines ${first}-${last}`;
  return `at ${lines} after ignoring ${IGNORED[rung]}.`;
}

function describeAmbiguity(text: string, { rung, places }: Found): string {
  const lines = places.slice(0, MAX_NAMED_LINES).map(({ start }) => lineAt(text, start));
  const more = places.length > lines.length ? ' and more' : '';
  const ignoring = rung === 'exact' ? '' : ` if ${IGNORED[rung]} may differ`;
  return (
    `old_text occurs ${places.length} times${ignoring}, at lines ${lines.join(', ')}${more}. ` +
    'Quote more of the surrounding lines so that it is unique, or set "all": true.'
  );
}

function lineAt(text: string, offset: number): number {
  return 1 + countNewlines(text.slice(0, offset));
}
