import { emptyCommand, isEmpty, type SimpleCommand, Unsure, type Word } from './syntax.ts';

/**
 * The commands of a PowerShell line, where it is a plain one: words, quotes, pipes, redirections and separators. Expressions,
 * script blocks, assignments and sub-expressions throw Unsure: they are a language of their own.
 */
export function parsePowershell(text: string): SimpleCommand[] {
  // PowerShell takes typographic dashes and quotes for the plain ones.
  if (/[\u2010-\u201f]|--%|<#/.test(text)) throw new Unsure();
  const commands: SimpleCommand[] = [];
  let current = emptyCommand({ nested: false, afterSuccess: true });
  let at = 0;
  const close = (piped: boolean, afterSuccess: boolean) => {
    if (piped) current.nested = true;
    if (!isEmpty(current)) commands.push(current);
    current = emptyCommand({ nested: piped, afterSuccess });
    if (piped) current.input = 'pipe';
  };
  while (at < text.length) {
    const rest = text.slice(at);
    const token = /^(?:[ \t]+|`\n|&&|\|\||[|;\n&]|#[^\n]*|[*\d]?>&[12]|[*\d]?>>?)/.exec(rest)?.[0];
    if (token === undefined) {
      const word = readWord(text, at);
      at = word.end;
      if (current.words.length === 0 && word.value.text === '.') throw new Unsure();
      current.words.push(word.value);
      continue;
    }
    at += token.length;
    if (/^[ \t`#]/.test(token)) continue;
    if (token.endsWith('>')) {
      const blank = /^[ \t]*/.exec(text.slice(at))?.[0] ?? '';
      const nowhere = /^\s*\$null(?![\w:.[])/i.exec(text.slice(at))?.[0];
      if (nowhere !== undefined) {
        at += nowhere.length;
        continue;
      }
      const target = readWord(text, at + blank.length);
      at = target.end;
      current.redirections.push({ type: 'write', target: target.value });
    } else if (token === '&') {
      // The call operator before a command's name; behind it, a job in the background.
      if (!isEmpty(current)) close(false, false);
    } else if (!token.includes('>')) close(token === '|', token === '&&');
  }
  close(false, false);
  return commands;
}

function readWord(text: string, start: number): { value: Word; end: number } {
  const value: Word = { text: '', dynamic: false, glob: false };
  let at = start;
  while (at < text.length) {
    const char = text[at] ?? '';
    if (/[\s;|&]/.test(char)) break;
    // Grouping, blocks, arrays, splatting, types and input redirection.
    if ('(){}<>'.includes(char) || (at === start && '@[='.includes(char))) throw new Unsure();
    at += 1;
    if (char === "'") at = singleQuoted(text, at, value);
    else if (char === '"') at = doubleQuoted(text, at, value);
    else if (char === '`') {
      value.text += text[at] ?? '';
      at += 1;
    } else if (char === '$') at = variable(text, at, value);
    else {
      if ('*?['.includes(char)) value.glob = true;
      value.text += char;
    }
  }
  if (at === start) throw new Unsure();
  return { value, end: at };
}

function singleQuoted(text: string, from: number, value: Word): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] !== "'") value.text += text[at];
    else if (text[at + 1] === "'") {
      value.text += "'";
      at += 1;
    } else return at + 1;
  }
  throw new Unsure();
}

function doubleQuoted(text: string, from: number, value: Word): number {
  let at = from;
  while (at < text.length) {
    const char = text[at];
    at += 1;
    if (char === '"' && text[at] === '"') at += 1;
    else if (char === '"') return at;
    else if (char === '$') at = variable(text, at, value);
    else if (char === '`') {
      value.text += text[at] ?? '';
      at += 1;
    } else value.text += char;
  }
  throw new Unsure();
}

function variable(text: string, at: number, value: Word): number {
  const name = /^(?:[A-Za-z_][\w:]*|[?$^])/.exec(text.slice(at))?.[0];
  if (text[at] === '(' || text[at] === '{') throw new Unsure();
  if (name === undefined) {
    value.text += '$';
    return at;
  }
  // Members and indexes of it are expressions, and so is giving it a value.
  if (/^(?:\.\w|\[|::|\s*[-+*/%?]*=)/.test(text.slice(at + name.length))) throw new Unsure();
  value.dynamic = true;
  return at + name.length;
}
