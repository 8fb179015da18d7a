import { keptItems } from './keptItems.ts';

/** What a replacement does with the lines of its quotation; the same for all places where these stand. */
export interface Plan {
  quoted: readonly string[];
  written: readonly string[];
  /** For each written line the quoted one that it repeats. */
  kept: readonly (number | undefined)[];
}

export function planReplacement(oldText: string, newText: string): Plan {
  const quoted = oldText.split('\n');
  const written = newText.split('\n');
  return { quoted, written, kept: keptItems(quoted, written) };
}
