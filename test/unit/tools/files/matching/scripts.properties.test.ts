import assert from 'node:assert/strict';
import fc from 'fast-check';
import { applyReplacements } from '../../../../../src/tools/files/matching/applyReplacements.ts';

/** Words that are written in more than one way, and symbols that others look like. */
const OLD_WORDS = [
  ...['thé', 'Ångström', 'naïve', 'đường', 'Tiếng', 'ệ', 'ǘ', 'ṩ'], // Latin, up to two marks in a letter
  ...['한글', '각', '읽다', 'ガラス', 'ば', 'ёлка', 'Ώρα', 'ᾷ'], // Hangul, kana, Cyrillic, Greek
  ...['का', 'ড়', 'கோ', 'שָׁלוֹם', 'قُرْآن', 'น้ำ', 'ཀྲུ'], // scripts whose vowels are marks
  ...['👩🏽‍💻', '❤️', '1️⃣', '🇻🇳', '𝒳', '𠮷'], // sequences, surrogates
  ...[
    '“x”',
    "it's",
    '„y‟',
    '3–4',
    'a…',
    'b...',
    'd....',
    '5\u2032',
    'c\u00A0d',
    '\u3000e',
    'ｆ（１）',
    'x',
    '{',
    '}',
    '=',
    ';',
  ],
];
const NEW_WORDS = [
  ...['café', 'für', 'ỗ', 'Việt', 'é', 'ñ', 'ç', 'Å', '\u212B', 'ﬁ', '\uFA10'],
  ...['뷁', '닭', 'グ', 'й', 'ά', 'कि', 'শ্রী', 'כֹּל', 'ปู่'],
  ...['👨🏿‍🚀', '✈️', '#️⃣', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '𝔘', 'm\u0338', 'q\u0302\u0323'],
];
/** Several ways to write the same text. */
const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.normalize('NFC'),
  (text) => text.normalize('NFD'),
  (text) =>
    text
      .normalize('NFD')
      .replace(/[“”„‟]/g, '"')
      .replace(/…/g, '...'),
  (text) =>
    text
      .normalize('NFC')
      .replace(/"/g, '“')
      .replace(/'/g, '’')
      .replace(/–/g, '-')
      .replace(/[\u00A0\u3000]/g, ' '),
  (text) => text.replace(/\.\.\.(?!\.)/g, '…'),
];
const spelling = fc.constantFrom(...SPELLINGS);
const words = fc.array(fc.constantFrom(...OLD_WORDS), { minLength: 1, maxLength: 6 });
const added = fc.record({
  at: fc.nat(6),
  word: fc
    .tuple(fc.constantFrom(...NEW_WORDS), fc.constantFrom('NFC', 'NFD', ''))
    .map(([word, form]) => (form === '' ? word : word.normalize(form))),
  instead: fc.boolean(),
});
const separator = fc.constantFrom(' ', ' ', '; ', ', ', '\n');

/** Says the same where two texts differ only in what looks the same. */
function folded(text: string): string {
  return text
    .replace(/[“”„‟]/g, '"')
    .replace(/’/g, "'")
    .replace(/\u2032/g, "'")
    .replace(/–/g, '-')
    .replace(/…/g, '...')
    .replace(/[\u00A0\u3000]/g, ' ')
    .normalize('NFC');
}

describe('matching, in all scripts', () => {
  it('writes what is new exactly as the model wrote it, and loses no mark of anything', () => {
    let compared = 0;
    fc.assert(
      fc.property(
        words,
        fc.array(added, { maxLength: 3 }),
        spelling,
        spelling,
        separator,
        (old, changes, own, quoted, between) => {
          const oldText = quoted(old.join(between));
          const parts = old.map(quoted);
          for (const { at, word, instead } of changes) parts.splice(at % (parts.length + 1), instead ? 1 : 0, word);
          const newText = parts.join(between);
          fc.pre(oldText !== newText && oldText.trim() === oldText);
          const { text, failures } = applyReplacements(`first\n${own(old.join(between))}\nlast\n`, [
            { old_text: oldText, new_text: newText },
          ]);
          // Not found, or nothing to change.
          if (failures.length > 0) return;
          compared++;
          assert.equal(folded(text), folded(`first\n${newText}\nlast\n`));
          for (const { word } of changes) if (parts.includes(word)) assert(text.includes(word), `${word} in ${text}`);
        },
      ),
      { numRuns: 1500 },
    );
    assert(compared > 1000, `only ${compared} quotations were found`);
  });
});
