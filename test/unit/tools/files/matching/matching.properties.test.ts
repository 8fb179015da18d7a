import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyReplacements } from '../../../../../src/tools/files/matching/applyReplacements.ts';
import { findMatches } from '../../../../../src/tools/files/matching/findMatches.ts';

const WORDS = [
  'a',
  'b',
  'foo',
  'foo1',
  'é',
  '“x”',
  '"x"',
  "it's",
  '1',
  '2',
  '(',
  ')',
  '{',
  '}',
  ',',
  ';',
  '+',
  '-',
  '–',
  '<',
  '<=',
  '=',
  '//',
  '#',
];
const word = fc.constantFrom(...WORDS);
const blank = fc.constantFrom(' ', ' ', ' ', '', '  ', '\u00A0', '\t');
const indent = fc.constantFrom('', '', '  ', '    ', '      ', '\t', '\t\t');
const line = fc
  .tuple(indent, fc.array(fc.tuple(word, blank), { maxLength: 5 }), fc.constantFrom('', '', '', ' ', '\t'))
  .map(
    ([start, words, end]) =>
      start +
      words
        .map((pair) => pair.join(''))
        .join('')
        .trimEnd() +
      end,
  );
const text = fc.array(line, { minLength: 1, maxLength: 12 }).map((lines) => lines.join('\n'));

/** What may not differ: all but white space, and that alike. */
function skeleton(of: string): string {
  return of.normalize('NFC').replace(/\s+/g, '').replace(/[“”]/g, '"').replace(/[’]/g, "'").replace(/[–]/g, '-');
}

/** Words, numbers and operators, however they are spaced. */
function tokens(of: string): string[] {
  // The lines of a comment may break elsewhere.
  const plain = of
    .trim()
    .normalize('NFC')
    .replace(/\n[ \t]*(?:\/\/|#)(?=\s|$)/g, '\n')
    .replace(/[“”]/g, '"')
    .replace(/’/g, "'")
    .replace(/–/g, '-');
  return plain.match(/[\p{L}\p{N}_]+|[-+<=/#]+|[^\s]/gu) ?? [];
}

function occursOnce(part: string, whole: string): boolean {
  const first = whole.indexOf(part);
  return first >= 0 && !whole.includes(part, first + 1);
}

const MANGLES: Record<string, (quoted: string) => string> = {
  'spaces at the ends of lines': (quoted) => quoted.replace(/$/gm, '  '),
  CRLF: (quoted) => quoted.replaceAll('\n', '\r\n'),
  'more indentation': (quoted) => quoted.replace(/^(?=[^\n]*\S)/gm, '    '),
  'curly quotes': (quoted) => quoted.replaceAll('"', '“').replaceAll("'", '’'),
  NFD: (quoted) => quoted.normalize('NFD'),
};

describe('matching, whatever the texts', function () {
  this.timeout(30_000);

  it('replaces literally what occurs exactly once', () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(40), text, (own, from, length, newText) => {
        const start = from % (own.length + 1);
        const quoted = own.slice(start, start + length);
        fc.pre(quoted !== '' && occursOnce(quoted, own) && quoted !== newText);
        const applied = applyReplacements(own, [{ old_text: quoted, new_text: newText }]);
        const at = own.indexOf(quoted);
        assert.equal(applied.text, own.slice(0, at) + newText + own.slice(at + quoted.length));
      }),
      { numRuns: 400 },
    );
  });

  it('finds nothing that says something else, and changes nothing outside of what it finds', () => {
    fc.assert(
      fc.property(text, text, text, fc.boolean(), (own, quoted, newText, all) => {
        fc.pre(quoted !== '' && quoted !== newText && own !== '');
        const { rung, places } = findMatches(own, quoted);
        for (const { start, end } of places) assert.equal(skeleton(own.slice(start, end)), skeleton(quoted));
        const { text: after, failures } = applyReplacements(own, [{ old_text: quoted, new_text: newText, all }]);
        if (failures.length > 0) return assert.equal(after, own);
        const [first, last] = [places[0], places.at(-1)];
        assert(first && last && (all || places.length === 1), rung);
        assert(after.startsWith(own.slice(0, first.start)));
        assert(after.endsWith(own.slice(last.end)));
      }),
      { numRuns: 500 },
    );
  });

  it('never takes words together or apart, whatever white space a quotation has', () => {
    const noise = fc.array(fc.tuple(fc.nat(), fc.constantFrom('', ' ', ' ', '\n', '\t', '  ')), {
      minLength: 1,
      maxLength: 4,
    });
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(40), noise, (own, from, length, changes) => {
        let quoted = own.slice(from % (own.length + 1)).slice(0, length);
        for (const [at, blank] of changes) {
          const index = at % (quoted.length + 1);
          const isBlank = /\s/.test(quoted[index] ?? '');
          quoted = quoted.slice(0, index) + blank + quoted.slice(isBlank ? index + 1 : index);
        }
        fc.pre(quoted !== '');
        const { rung, places } = findMatches(own, quoted);
        if (rung === 'exact') return;
        for (const { start, end } of places) assert.deepEqual(tokens(own.slice(start, end)), tokens(quoted));
      }),
      { numRuns: 500 },
    );
  });

  for (const [name, mangle] of Object.entries(MANGLES)) {
    it(`finds the region that a quotation with ${name} means, and keeps its bytes`, () => {
      fc.assert(
        fc.property(fc.array(line, { minLength: 3, maxLength: 12 }), fc.nat(), fc.nat(5), (lines, at, count) => {
          const first = at % lines.length;
          const region = lines.slice(first, first + 1 + count);
          const [own, quoted] = [lines.join('\n'), region.join('\n')];
          fc.pre(region[0]?.trim() !== '' && region.at(-1)?.trim() !== '');
          fc.pre(skeleton(quoted).length > 1 && occursOnce(skeleton(quoted), skeleton(own)));
          const added = [...region, `${/^\s*/.exec(region[0] ?? '')?.[0]}added`].join('\n');
          const edit = { old_text: mangle(quoted), new_text: mangle(added) };
          const past = first + region.length;
          const expected = [...lines.slice(0, past), added.split('\n').at(-1), ...lines.slice(past)].join('\n');
          const applied = applyReplacements(own, [edit]);
          assert.deepEqual(applied.failures, []);
          // What a new line itself ends in is the model's affair.
          assert.equal(applied.text.replace(/added +/, 'added'), expected);
        }),
        { numRuns: 200 },
      );
    });
  }

  it('never finds a quotation with another character', () => {
    fc.assert(
      fc.property(
        text,
        fc.nat(),
        fc.nat(40),
        fc.nat(),
        fc.constantFrom(...'aAzé01+-<=!&(;"\''),
        (own, from, length, at, other) => {
          const start = from % (own.length + 1);
          const quoted = own.slice(start, start + length);
          const index = quoted.length === 0 ? 0 : at % quoted.length;
          const wrong = `  ${quoted.slice(0, index)}${other}${quoted.slice(index + 1)}\n`;
          fc.pre(!skeleton(own).includes(skeleton(wrong)));
          assert.equal(applyReplacements(own, [{ old_text: wrong, new_text: 'WRONG' }]).text, own);
        },
      ),
      { numRuns: 400 },
    );
  });
});
