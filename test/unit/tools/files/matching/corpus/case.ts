import type { Replacement } from '../../../../../../src/tools/files/matching/applyReplacements.ts';

/** One call of edit_file on a text, and what must come of it. */
export interface Case {
  name: string;
  text: string;
  edits: readonly Replacement[];
  /** The text afterwards. It is the text before where nothing fits. */
  expected: string;
  /** Why edits do not fit, by their index; all others do. */
  refused: Readonly<Record<number, Refusal>>;
}

export type Refusal = 'missing' | 'ambiguous' | 'same' | 'nothing to change' | 'no place' | 'not empty' | 'too many';

export const REFUSALS: Record<Refusal, RegExp> = {
  missing: /^old_text is not in the file/,
  ambiguous: /^old_text occurs \d+ times/,
  same: /are the same/,
  'nothing to change': /nothing would change/,
  'no place': /has no place/,
  'not empty': /old_text is empty, but the file is not/,
  'too many': /^Too much of the file is like old_text/,
};

export function made(name: string, text: string, old_text: string, new_text: string, expected: string): Case {
  return { name, text, edits: [{ old_text, new_text }], expected, refused: {} };
}

export function madeAll(name: string, text: string, old_text: string, new_text: string, expected: string): Case {
  return { name, text, edits: [{ old_text, new_text, all: true }], expected, refused: {} };
}

export function refused(
  name: string,
  text: string,
  old_text: string,
  why: Refusal = 'missing',
  new_text = 'WRONG',
): Case {
  return { name, text, edits: [{ old_text, new_text }], expected: text, refused: { 0: why } };
}

/** Several edits, each an old and a new text. */
export function several(
  name: string,
  text: string,
  edits: readonly (readonly [string, string])[],
  expected: string,
  refused: Case['refused'] = {},
): Case {
  return { name, text, edits: edits.map(([old_text, new_text]) => ({ old_text, new_text })), expected, refused };
}

/** The lines of a text, each ended. */
export function lines(...all: string[]): string {
  return all.map((line) => `${line}\n`).join('');
}
