import assert from 'node:assert/strict';
import { lineEditor } from '../../../../src/vscode/terminal/lineEditor.ts';

/** What comes of keys: lines, what is shown, and signals. */
function type(keys: string[], hidden = false): { lines: string[]; shown: string; signals: string[] } {
  const got = { lines: [] as string[], shown: '', signals: [] as string[] };
  const edit = lineEditor({
    echo: (text) => {
      got.shown += text;
    },
    line: (text) => got.lines.push(text),
    interrupt: () => got.signals.push('interrupt'),
    end: () => got.signals.push('end'),
    hidden: () => hidden,
  });
  for (const key of keys) edit(key);
  return got;
}

describe('typing into a program without a terminal', () => {
  const cases: {
    it: string;
    keys: string[];
    lines?: string[];
    shown?: string;
    signals?: string[];
    hidden?: boolean;
  }[] = [
    { it: 'sends a line with Enter', keys: ['h', 'i', '\r'], lines: ['hi\n'], shown: 'hi\r\n' },
    { it: 'takes pasted lines', keys: ['a\r\nb\nc'], lines: ['a\n', 'b\n'], shown: 'a\r\nb\r\nc' },
    {
      it: 'takes back a character, however wide',
      keys: ['aü😀', '\u007f', '\u007f', '\u007f', '\u007f', 'b\r'],
      lines: ['b\n'],
    },
    {
      it: 'leaves keys alone that mean nothing',
      keys: ['a\u001b[A\u001bOP\u001b[3~\u0007b\r'],
      lines: ['ab\n'],
      shown: 'ab\r\n',
    },
    {
      it: 'interrupts, and forgets the line',
      keys: ['ab', '\u0003', 'c\r'],
      lines: ['c\n'],
      shown: 'ab^C\r\nc\r\n',
      signals: ['interrupt'],
    },
    { it: 'ends the input where the line is empty', keys: ['a\u0004\r', '\u0004'], lines: ['a\n'], signals: ['end'] },
    { it: 'shows no password', keys: ['secret', '\u007f', '\r'], lines: ['secre\n'], shown: '\r\n', hidden: true },
    { it: 'keeps a tab', keys: ['a\tb\r'], lines: ['a\tb\n'] },
  ];
  for (const { it: name, keys, lines, shown, signals, hidden } of cases) {
    it(name, () => {
      const got = type(keys, hidden);
      assert.deepEqual(got.lines, lines ?? []);
      if (shown !== undefined) assert.equal(got.shown, shown);
      assert.deepEqual(got.signals, signals ?? []);
    });
  }
});
