import { emptyCommand, isEmpty, type SimpleCommand, Unsure, type Word } from './syntax.ts';

/** What cmd runs itself: its name ends where its switches begin, even without a blank. */
const BUILTIN =
  /^(assoc|call|cd|chdir|cls|color|copy|date|del|dir|echo|endlocal|erase|exit|ftype|md|mkdir|mklink|move|path|pause|popd|prompt|pushd|rd|rem|ren|rename|rmdir|set|setlocal|start|time|title|type|ver|verify|vol)(?=[/.\\:+,;=[\]"]|$)/i;

/**
 * The commands of a cmd line. Throws Unsure for blocks, `for` and `if`, which are a language of their own, and where a delimiter
 * other than a blank stands in what cmd itself runs.
 */
export function parseCmd(text: string): SimpleCommand[] {
  if (/[()]/.test(text.replace(/"[^"\n]*"/g, ''))) throw new Unsure();
  const commands: SimpleCommand[] = [];
  let current = emptyCommand({ nested: false, afterSuccess: true });
  let at = 0;
  const close = (piped: boolean, afterSuccess: boolean) => {
    if (piped) current.nested = true;
    if (!isEmpty(current)) commands.push(named(current));
    current = emptyCommand({ nested: piped, afterSuccess });
    if (piped) current.input = 'pipe';
  };
  while (at < text.length) {
    const token = /^(?:[ \t]+|\^\r?\n|\r?\n|&&|\|\||[|&@]|\d?>>?&\d|\d?>>?|\d?<)/.exec(text.slice(at))?.[0];
    if (token === undefined || (token === '@' && !isEmpty(current))) {
      const word = readWord(text, at);
      at = word.end;
      current.words.push(word.value);
      continue;
    }
    at += token.length;
    if (/^[ \t^@]/.test(token) || /&\d$/.test(token)) continue;
    if (/[<>]$/.test(token)) {
      const blank = /^[ \t]*/.exec(text.slice(at))?.[0] ?? '';
      const target = readWord(text, at + blank.length);
      at = target.end;
      current.redirections.push({ type: token.endsWith('<') ? 'read' : 'write', target: target.value });
      if (token.endsWith('<')) current.input = 'text';
    } else close(token === '|', token === '&&');
  }
  close(false, false);
  return commands;
}

function readWord(text: string, start: number): { value: Word; end: number } {
  const value: Word = { text: '', dynamic: false, glob: false };
  let quoted = false;
  let at = start;
  for (; at < text.length; at++) {
    const char = text[at] ?? '';
    if (char === '\n') {
      if (quoted) throw new Unsure();
      break;
    }
    if (char === '"') {
      // A backslash hides a quote from programs and not from cmd.
      if (text[at - 1] === '\\') throw new Unsure();
      quoted = !quoted;
    } else if (char === '%' || char === '!') {
      // Filled in before anything else is read, in quotes too, with whatever it holds.
      value.dynamic ||= char === '%' || /^!\w+!/.test(text.slice(at));
      if (char === '!') value.text += char;
    } else if (quoted) value.text += char;
    else if (/[ \t\r|&<>]/.test(char)) break;
    else if (char === '^') {
      at += 1;
      value.text += text[at] ?? '';
    } else {
      if (char === '*' || char === '?') value.glob = true;
      value.text += char;
    }
  }
  if (at === start || quoted) throw new Unsure();
  return { value, end: at };
}

/** The command with its name apart from what is attached to it. */
function named(command: SimpleCommand): SimpleCommand {
  const [first, ...rest] = command.words;
  if (!first) return command;
  if (/^(?:if|for|goto|:.*)$/i.test(first.text)) throw new Unsure();
  const name = BUILTIN.exec(first.text)?.[0];
  if (name === undefined) return command;
  const attached = first.text.slice(name.length);
  const args = attached === '' ? rest : [{ ...first, text: attached }, ...rest];
  const speaks = /^(?:echo|rem|title|set|prompt|color)$/i.test(name);
  if (!speaks && args.some(({ text }) => /[,;=]/.test(text))) throw new Unsure();
  return { ...command, words: [{ ...first, text: name.toLowerCase() }, ...args] };
}
