import { type Case, lines, made, refused } from './case.ts';
import { MANGLES, SPOILERS } from './mangles.ts';
import { SAMPLES, type Sample } from './samples.ts';

const blockOf = ({ text, first, past }: Sample) => text.split('\n').slice(first, past).join('\n');

/** Every sample, quoted by a model that changes nothing of what it says: one line is changed, and that alone. */
export const MANGLED: readonly Case[] = SAMPLES.flatMap((sample) =>
  MANGLES.filter(({ mangle }) => mangle(blockOf(sample)) !== blockOf(sample)).map(({ name, mangle }) => {
    const own = sample.text.split('\n');
    const next = own.with(sample.line, sample.changed);
    // The lines of a block are mangled together: what becomes of one depends on the others.
    const newText = mangle(next.slice(sample.first, sample.past).join('\n'));
    return made(`${sample.language}: ${name}`, sample.text, mangle(blockOf(sample)), newText, next.join('\n'));
  }),
);

/** Every sample, quoted with a change in what it says. */
export const SPOILED: readonly Case[] = SAMPLES.flatMap((sample) =>
  SPOILERS.map(({ name, mangle }) => refused(`${sample.language}: ${name}`, sample.text, mangle(blockOf(sample)))),
);

const OPERATORS = [
  ['<', '<='],
  ['>', '>='],
  ['<', '>'],
  ['<=', '>='],
  ['==', '==='],
  ['!=', '!=='],
  ['==', '!='],
  ['=', '=='],
  ['&&', '||'],
  ['&', '&&'],
  ['|', '||'],
  ['+', '-'],
  ['+', '+='],
  ['-', '--'],
  ['*', '/'],
  ['*', '**'],
  ['/', '//'],
  ['%', '/'],
  ['<<', '>>'],
  ['>>', '>>>'],
  ['??', '||'],
  ['?', '?.'],
  ['=>', '->'],
  ['=>', '>='],
  [':', '::'],
  ['.', '..'],
  ['^', '~'],
  [',', ';'],
  ['(', '['],
  ['&', '|'],
] as const;

/** The same lines with another operator, in a quotation that is inexact besides. */
export const OTHER_OPERATORS: readonly Case[] = OPERATORS.flatMap(([a, b]) =>
  [[a, b] as const, [b, a] as const].flatMap(([own, quoted]) => [
    refused(
      `${own} quoted as ${quoted}`,
      `\tif (left ${own} right) {\n\t\tgo();\n\t}\n`,
      `  if (left ${quoted} right) {\n    go();\n  }`,
    ),
    refused(
      `${own} quoted as ${quoted}, without spaces`,
      `x = left${own}right;  \ngo();\n`,
      `x = left${quoted}right;\ngo();`,
    ),
  ]),
);

const NAMES = [
  ['foo1', 'foo2'],
  ['foo', 'foo1'],
  ['foo', 'Foo'],
  ['FOO', 'foo'],
  ['isReady', 'isready'],
  ['item', 'items'],
  ['get', 'set'],
  ['width', 'height'],
  ['x', 'y'],
  ['l1', 'll'],
  ['O0', 'OO'],
  ['true', 'false'],
  ['null', 'undefined'],
  ['10', '100'],
  ['1.0', '1.00'],
  ['0x1F', '0x1f'],
  ['1_000', '1000'],
  ['1e3', '1e-3'],
  ['!x', 'x'],
  ['-x', 'x'],
  ['~x', 'x'],
  ['+x', 'x'],
  ['*p', 'p'],
  ['&p', 'p'],
  ['&p', '*p'],
  ['...a', 'a'],
  ['@x', 'x'],
  ['#x', 'x'],
  ['$x', 'x'],
  ['x?', 'x'],
  ['x!', 'x'],
  ['x++', 'x'],
  ['x++', '++x'],
  ['x--', 'x++'],
  ['x()', 'x'],
  ['x[0]', 'x'],
  ['x.y', 'x'],
  ['"x"', 'x'],
  ['"x"', "'x'"],
  ['/x/', '/x/g'],
  ['a-b', 'a_b'],
  ['a.b', 'a,b'],
  ['\\n', '\\t'],
  ['not x', 'x'],
  ['await x', 'x'],
  ['x as y', 'x'],
] as const;

/** The same lines with another name or number. */
export const OTHER_NAMES: readonly Case[] = NAMES.flatMap(([a, b]) =>
  [[a, b] as const, [b, a] as const].map(([own, quoted]) =>
    refused(
      `${own} quoted as ${quoted}`,
      lines('function f() {', `    call(${own}, 1);  `, `    return ${own};`, '}'),
      lines(`  call(${quoted}, 1);`, `  return ${quoted};`),
    ),
  ),
);

/** One of very many places. */
export const HUGE: readonly Case[] = [
  huge('the one block that is another', 5000, 2500),
  huge('the first block', 5000, 0),
  huge('the last block', 5000, 4999),
  minified('a statement', 'f1234(“a”,1);', 'f1234("a",1);', 'g(2);', 'g(2);'),
  minified('a statement with spaces', 'const q = h77(first, second);', 'const q = h77(first,second);', 'z();', 'z();'),
  refused('a block that stands 5,000 times', 'begin();  \nend();\n'.repeat(5000), 'begin();\nend();', 'ambiguous'),
  refused('a statement that stands 20,000 times in a line', 'say(“a”);'.repeat(20_000), 'say("a");', 'ambiguous'),
  refused('a letter that stands 400,000 times in a line', 'x'.repeat(400_000), 'x x', 'too many'),
  refused('a word taken apart in a long line', 'value=1;'.repeat(50_000), 'val ue=1;'),
  refused('a block that is nearly there 5,000 times', 'begin(1);\n  end(2);\n'.repeat(5000), 'begin(1);\n  end(3); '),
];

function huge(name: string, blocks: number, at: number): Case {
  const block = (index: number, value: string) => `function f${index}() {\n\treturn ${value};\n}\n\n`;
  const all = (value: string) => Array.from({ length: blocks }, (_, i) => block(i, i === at ? value : 'x')).join('');
  return made(
    `${name} of ${blocks}`,
    all('x'),
    `  function f${at}() {\n      return x;\n  }`,
    `  function f${at}() {\n      return y;\n  }`,
    all('y'),
  );
}

function minified(name: string, own: string, quoted: string, newText: string, expected: string): Case {
  const before = Array.from({ length: 30_000 }, (_, i) => `v${i}="${i}";`).join('');
  return made(
    `${name} in a line of ${before.length * 2} characters`,
    before + own + before,
    quoted,
    newText,
    before + expected + before,
  );
}
