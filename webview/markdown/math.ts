import type { Tokens } from 'marked';

/** Mathematics as TeX writes it, with its delimiters: it is shown as it was written. */
export interface MathToken {
  type: 'math';
  raw: string;
  text: string;
  /** It stands in lines of its own. */
  block: boolean;
}

/** Characters between two delimiters. */
const LIMIT = 2000;

/** Where mathematics may begin, or what keeps its delimiters from being ones. */
const OPENERS = /`+|\\[\s\S]|\$/g;

/** The mathematics that a text begins with, as an extension of marked: `before` is what was read of the line so far. */
export function readInlineMath(text: string, before: readonly { raw: string }[]): Tokens.Generic | undefined {
  const raw = inlineMath(text, before.at(-1)?.raw.at(-1) ?? '');
  return raw === undefined ? undefined : mathToken(raw, raw, false);
}

/** As readInlineMath, of mathematics in lines of its own. */
export function readBlockMath(text: string): Tokens.Generic | undefined {
  const raw = blockMath(text);
  return raw === undefined ? undefined : mathToken(raw, raw.trim(), true);
}

/** Where a text may have inline mathematics; -1 for nowhere. */
export function inlineMathStart(text: string): number {
  return text.search(/\$|\\[([]/);
}

/** Where mathematics cuts a paragraph short. */
export function blockMathStart(text: string): number {
  const near = text.slice(0, LIMIT);
  for (const { index } of near.matchAll(/\n {0,3}(?:\$\$|\\\[)/g)) {
    if (blockMath(text.slice(index + 1)) !== undefined) return index + 1;
  }
  return -1;
}

/** The text with its mathematics masked, of the same length: nothing in there is the sign of an emphasis. */
export function maskMath(text: string): string {
  let masked = '';
  let at = 0;
  OPENERS.lastIndex = 0;
  for (let opener = OPENERS.exec(text); opener; opener = OPENERS.exec(text)) {
    const { 0: sign, index } = opener;
    if (sign.startsWith('`')) {
      const end = text.indexOf(sign, OPENERS.lastIndex);
      if (end !== -1) OPENERS.lastIndex = end + sign.length;
      continue;
    }
    const math = inlineMath(text.slice(index, index + LIMIT + 4), text[index - 1] ?? '');
    if (math === undefined) continue;
    masked += `${text.slice(at, index)}[${'a'.repeat(math.length - 2)}]`;
    at = index + math.length;
    OPENERS.lastIndex = at;
  }
  return masked + text.slice(at);
}

function mathToken(raw: string, text: string, block: boolean): MathToken {
  return { type: 'math', raw, text, block };
}

/** With its delimiters; `before` is the character before it. */
function inlineMath(text: string, before: string): string | undefined {
  if (text.startsWith('$$')) return between(text, '$$', '$$');
  if (text.startsWith('\\(')) return between(text, '\\(', '\\)');
  if (text.startsWith('\\[')) return between(text, '\\[', '\\]');
  // Prices and variables of shells have a dollar too: what closes stands at its text, and no digit or word follows.
  if (/[\w$]/.test(before)) return undefined;
  const [raw, content = '', after = ''] =
    /^\$(?![\s${])((?:\\.|[^\\$`\n])+?)(?<!\s)\$(.?)/.exec(text.slice(0, LIMIT)) ?? [];
  if (raw === undefined || /[\d_$]/.test(after) || !isMath(content)) return undefined;
  if (/[A-Za-z]/.test(after) && !/[\\^]/.test(content)) return undefined;
  return raw.slice(0, raw.length - after.length);
}

function between(text: string, open: string, close: string): string | undefined {
  const end = text.slice(0, LIMIT).indexOf(close, open.length);
  const content = end === -1 ? '' : text.slice(open.length, end);
  const given = open === '\\(' ? content.trim() !== '' : isMath(content);
  return given && !/\n[ \t]*\n/.test(content) ? text.slice(0, end + close.length) : undefined;
}

/** Display mathematics up to the end of its last line: as in TeX, no blank line is in it. */
function blockMath(text: string): string | undefined {
  const [lead, sign] = /^ {0,3}(\$\$|\\\[)/.exec(text) ?? [];
  if (lead === undefined) return undefined;
  const close = sign === '$$' ? '$$' : '\\]';
  const near = text.slice(0, LIMIT);
  const blank = near.search(/\n[ \t]*\n/);
  const part = blank === -1 ? near : near.slice(0, blank);
  const end = part.indexOf(close, lead.length);
  if (end === -1 || !isMath(part.slice(lead.length, end))) return undefined;
  const rest = /^[ \t]*(?=\n|$)/.exec(part.slice(end + close.length))?.[0];
  return rest === undefined ? undefined : part.slice(0, end + close.length + rest.length);
}

/** Whether this is a formula, and not prose, a price or a command that happens to stand between the same signs. */
function isMath(content: string): boolean {
  const symbols = content.replace(/\\[A-Za-z]+\*?(?:\s*\{[^{}\\]*\})?/g, '\\');
  if (content.trim() === '' || /[A-Za-z]{2,}[ ,]+[A-Za-z]{3,}/.test(symbols)) return false;
  return /[\\^_=+<>|{}]/.test(symbols) || !/[A-Za-z]{3,}|^\s*\d/.test(symbols);
}
