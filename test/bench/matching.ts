import { applyReplacements, type Replacement } from '../../src/tools/files/matching/applyReplacements.ts';
import type { Figure } from './figure.ts';

const LINES = 50_000;
const EDITS = 20;
const ROUNDS = 5;
const MAX_MS = 100;

/** Replacements in a huge file: quoted exactly, with other indentation, and not there at all. */
export async function measureMatching(): Promise<Figure[]> {
  const line = (index: number) => `\tconst value${index} = compute(input[${index}], ${index % 7});`;
  const text = Array.from({ length: LINES }, (_, index) => `${line(index)}\n`).join('');
  const edits = (quote: (line: string) => string): Replacement[] =>
    Array.from({ length: EDITS }, (_, edit) => {
      const index = Math.floor(((edit + 0.5) * LINES) / EDITS);
      const quoted = quote(`${line(index)}\n${line(index + 1)}`);
      return { old_text: quoted, new_text: quoted.replace('compute', 'calculate') };
    });
  const spaced = (quoted: string) => quoted.replaceAll('\t', '    ');
  return [
    measure('matching.20of50000', text, edits(String), EDITS),
    measure('matching.20of50000crlf', text.replaceAll('\n', '\r\n'), edits(String), EDITS),
    measure('matching.20of50000shifted', text, edits(spaced), EDITS),
    measure(
      'matching.20of50000missing',
      text,
      edits((quoted) => quoted.replaceAll('input', 'output')),
      0,
    ),
  ];
}

/** The median of some rounds, the first of which is not warm. */
function measure(figure: string, text: string, edits: readonly Replacement[], fitting: number): Figure {
  const times = Array.from({ length: ROUNDS }, () => {
    const began = performance.now();
    const { failures } = applyReplacements(text, edits);
    const time = performance.now() - began;
    if (edits.length - failures.length !== fitting) throw new Error(`${figure}: ${failures[0]?.reason}`);
    return time;
  });
  const value = times.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  return { figure, value, unit: 'ms', target: MAX_MS, samples: ROUNDS };
}
