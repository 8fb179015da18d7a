import assert from 'node:assert/strict';
import { applyReplacements } from '../../../../../src/tools/files/matching/applyReplacements.ts';
import { type Case, REFUSALS } from './corpus/case.ts';
import { EXACT } from './corpus/exactCases.ts';
import { HUGE, MANGLED, OTHER_NAMES, OTHER_OPERATORS, SPOILED } from './corpus/generatedCases.ts';
import { INDENTATION } from './corpus/indentCases.ts';
import { LINE_ENDS } from './corpus/lineEndCases.ts';
import { LOOK_ALIKES } from './corpus/lookAlikeCases.ts';
import { NEAR } from './corpus/nearCases.ts';

const CORPUS: Record<string, readonly Case[]> = {
  'what is quoted exactly': EXACT,
  'line ends': LINE_ENDS,
  indentation: INDENTATION,
  'look-alikes': LOOK_ALIKES,
  'near matches': NEAR,
  'samples quoted otherwise': MANGLED,
  'samples quoted wrongly': SPOILED,
  'other operators': OTHER_OPERATORS,
  'other names': OTHER_NAMES,
  'huge texts': HUGE,
};

describe('edits of the corpus', () => {
  for (const [family, cases] of Object.entries(CORPUS)) {
    describe(family, () => {
      for (const { name, text, edits, expected, refused } of cases) {
        it(name, () => {
          const applied = applyReplacements(text, edits);
          const reasons = Object.fromEntries(applied.failures.map(({ index, reason }) => [index, reason]));
          assert.deepEqual(Object.keys(reasons), Object.keys(refused), JSON.stringify(reasons));
          for (const [index, why] of Object.entries(refused)) assert.match(reasons[index] ?? '', REFUSALS[why]);
          assert(applied.text === expected, difference(applied.text, expected));
        });
      }
    });
  }
});

function difference(actual: string, expected: string): string {
  let at = 0;
  while (at < actual.length && actual[at] === expected[at]) at++;
  const near = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 40));
  return `${near(actual)} instead of ${near(expected)}`;
}
