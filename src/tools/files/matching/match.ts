import type { IndentPair } from './indentation.ts';

/** How far a quotation is from what it quotes, nearest first. A further rung is only tried where no nearer one has a match. */
export type Rung = 'exact' | LooseRung;
export const LOOSE_RUNGS = ['lineEnds', 'indentation', 'lookAlikes', 'near'] as const;
export type LooseRung = (typeof LOOSE_RUNGS)[number];

/** Where a quotation stands. Offsets are into the text, with LF line endings. */
export interface Place {
  start: number;
  end: number;
}

/** A place that a quotation means, with what sets them apart. */
export interface Match extends Place {
  rung: LooseRung;
  /** Where each line of the quotation stands, without its line end: one after another, not always side by side. */
  lines: readonly LineRange[];
  /** How the lines of the quotation are indented, and those of the text. Empty where they are indented alike. */
  indents: readonly IndentPair[];
  /** The indentation of the first line, where the quotation begins after it. */
  bareIndent: string;
  /** Where inside lines the text has other bytes than the quotation, ascending in both. */
  differences: readonly Difference[];
}

export interface LineRange extends Place {
  /** The text has no line end before this line: it stands together with the line before. */
  joined?: true;
  /** The text has no such line: it is blank, and has no width here. */
  absent?: true;
}

export interface Difference extends Place {
  quoteStart: number;
  quoteEnd: number;
}
