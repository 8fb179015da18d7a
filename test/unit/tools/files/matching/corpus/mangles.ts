/** What a model does to a text that it quotes from memory, and how it gives back the line that it means to change. */
export interface Mangle {
  name: string;
  mangle: (text: string) => string;
}

const mapLines = (text: string, change: (line: string) => string) => text.split('\n').map(change).join('\n');
const mapIndents = (text: string, change: (indent: string) => string) =>
  mapLines(text, (line) => (line.trim() === '' ? line : line.replace(/^[ \t]*/, change)));

/** Each leaves the characters and the tokens as they are: the block is still the one that is meant. */
export const MANGLES: readonly Mangle[] = [
  { name: 'spaces at the ends of lines', mangle: (text) => mapLines(text, (line) => `${line}  `) },
  { name: 'CRLF and a tab at the ends of lines', mangle: (text) => text.replaceAll('\n', '\t\r\n') },
  {
    name: 'more indentation',
    mangle: (text) => mapIndents(text, (indent) => `${indent.startsWith('\t') ? '\t\t' : '      '}${indent}`),
  },
  {
    name: 'tabs for spaces, or spaces for tabs',
    mangle: (text) =>
      text.includes('\n\t')
        ? mapIndents(text, (indent) => indent.replaceAll('\t', '    '))
        : mapIndents(text, swapToTabs(text)),
  },
  { name: 'curly quotes', mangle: (text) => text.replace(/"([^"\n]*)"/g, '“$1”').replaceAll("'", '’') },
  {
    name: 'plain quotes and dashes',
    mangle: (text) => text.replace(/[“”]/g, '"').replaceAll('’', "'").replace(/[–—]/g, '-'),
  },
  { name: 'no-break spaces', mangle: (text) => text.replace(/(?<=\S) (?=\S)/g, '\u00A0') },
  { name: 'letters taken apart', mangle: (text) => text.normalize('NFD') },
  {
    name: 'all of it',
    mangle: (text) =>
      mapIndents(text.normalize('NFD').replace(/"([^"\n]*)"/g, '“$1”'), (indent) =>
        indent.startsWith('\t') ? `\t${indent}` : `  ${indent}`,
      ).replaceAll('\n', ' \r\n'),
  },
];

/** Where all indentation is of one step, that step is a tab. */
function swapToTabs(text: string): (indent: string) => string {
  const widths = text.split('\n').map((line) => /^ */.exec(line)?.[0].length ?? 0);
  const step = Math.min(...widths.filter((width) => width > 0));
  return widths.every((width) => width % step === 0)
    ? (indent) => '\t'.repeat(indent.length / step)
    : (indent) => `    ${indent}`;
}

/** Each makes it another text: it must never be found. */
export const SPOILERS: readonly Mangle[] = [
  { name: 'another digit', mangle: (text) => replaceLast(text, /\d/g, (digit) => String((Number(digit) + 5) % 10)) },
  {
    name: 'another letter',
    mangle: (text) => replaceLast(text, /[a-pr-y]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1)),
  },
  { name: 'another case', mangle: (text) => replaceLast(text, /[a-z]/g, (letter) => letter.toUpperCase()) },
  { name: 'a letter more', mangle: (text) => replaceLast(text, /[a-z]/g, (letter) => `${letter}q`) },
  { name: 'a letter less', mangle: (text) => replaceLast(text, /[a-z](?=[a-z])/g, () => '') },
  { name: 'a sign more', mangle: (text) => replaceLast(text, /(?<=[a-z])[^\w\s]/g, (sign) => `${sign}=`) },
  { name: 'a sign less', mangle: (text) => replaceLast(text, /(?<=\w ?)[^\w\s](?=.)/g, () => '') },
  { name: 'words joined', mangle: (text) => replaceLast(text, /(?<=\w) (?=\w)/g, () => '') },
  { name: 'a word taken apart', mangle: (text) => replaceLast(text, /(?<=[a-z])(?=[a-z])/g, () => ' ') },
  { name: 'a line less', mangle: (text) => text.replace(/\n[^\n]*\n/, '\n') },
  { name: 'a line twice', mangle: (text) => text.replace(/\n([^\n]*)\n/, '\n$1\n$1\n') },
  { name: 'commented out', mangle: (text) => mapLines(text, (line) => `// ${line}`) },
];

function replaceLast(text: string, pattern: RegExp, change: (found: string) => string): string {
  const last = [...text.matchAll(pattern)].at(-1);
  if (!last) return `${text}#`;
  return text.slice(0, last.index) + change(last[0]) + text.slice(last.index + last[0].length);
}
