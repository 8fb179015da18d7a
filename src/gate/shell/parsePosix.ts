import { PosixLexer } from './posixLexer.ts';
import { emptyCommand, isEmpty, plain, type SimpleCommand, Unsure, type Word } from './syntax.ts';

/** Words after which a command may stand, where one could stand. Those that open a block, and those that close one. */
const OPENING = new Set(['if', 'while', 'until', '{']);
const CLOSING = new Set(['fi', 'done', '}']);
const BETWEEN = new Set(['then', 'elif', 'else', 'do', '!']);
/** Definitions and branches by pattern: rare in a command line, and more than is worth reading. */
const UNREAD = new Set(['case', 'esac', 'function', 'select', 'coproc', 'foreach', 'repeat']);

/**
 * Every simple command that a POSIX shell could run for this text, those in substitutions before the ones that use them.
 * Throws Unsure where that cannot be told for certain.
 */
export function parsePosix(text: string, depth = 0): SimpleCommand[] {
  return new Reader(text, depth).read();
}

class Reader {
  private readonly commands: SimpleCommand[] = [];
  private readonly words: PosixLexer;
  private readonly depth: number;
  private readonly hereDocuments: { end: string; literal: boolean; tabs: boolean }[] = [];
  private blocks = 0;
  private parens = 0;
  private piped = false;
  private afterSuccess = true;
  private current: SimpleCommand;

  constructor(text: string, depth: number) {
    this.depth = depth;
    this.words = new PosixLexer(text, depth, (inner, innerDepth) => {
      for (const command of parsePosix(inner, innerDepth)) this.commands.push({ ...command, nested: true });
    });
    this.current = this.fresh();
  }

  read(): SimpleCommand[] {
    const { words } = this;
    while (!words.done) {
      if (this.passBlank()) continue;
      if (this.operator()) continue;
      if (words.text[words.at] === '#') this.comment();
      else this.takeWord();
    }
    this.close(false);
    if (this.parens !== 0 || this.hereDocuments.length > 0) throw new Unsure();
    return this.commands;
  }

  private fresh(): SimpleCommand {
    const nested = this.depth > 0 || this.blocks > 0 || this.parens > 0 || this.piped;
    const command = emptyCommand({ nested, afterSuccess: this.afterSuccess });
    return this.piped ? { ...command, input: 'pipe' } : command;
  }

  /** Ends the running command. */
  private close(piped: boolean, afterSuccess = false): void {
    const ended = this.current;
    if (piped) ended.nested = true;
    if (!isEmpty(ended)) this.commands.push(ended);
    this.piped = piped;
    this.afterSuccess = afterSuccess;
    this.current = this.fresh();
  }

  private passBlank(): boolean {
    const blank = /^(?:[ \t]|\\\n)+/.exec(this.words.rest)?.[0];
    if (blank === undefined) return false;
    this.words.at += blank.length;
    return true;
  }

  private comment(): void {
    const text = /^[^\n]*/.exec(this.words.rest)?.[0] ?? '';
    // Typed into an interactive zsh it is no comment.
    if (/[;&|<>()$`]/.test(text)) throw new Unsure();
    this.words.at += text.length;
  }

  private operator(): boolean {
    const { words } = this;
    if (words.takes('\n')) {
      this.readHereDocuments();
      // After an operator the line goes on.
      if (!isEmpty(this.current)) this.close(false);
      return true;
    }
    if (this.redirection()) return true;
    if (words.takes('&&')) this.close(false, true);
    else if (words.takes('||')) this.close(false);
    else if (words.takes('|&') || words.takes('|')) this.close(true);
    else if (words.takes(';;')) throw new Unsure();
    else if (words.takes(';')) this.close(false);
    else if (words.takes('&')) {
      this.current.nested = true;
      this.close(false);
    } else if (words.takes('(')) this.openParen();
    else if (words.takes(')')) this.closeParen();
    else return false;
    return true;
  }

  private openParen(): void {
    // A function's definition, arithmetic, or a pattern.
    if (!isEmpty(this.current) || this.words.text[this.words.at] === '(') throw new Unsure();
    this.parens += 1;
    const { input } = this.current;
    this.current = { ...this.fresh(), input };
  }

  private closeParen(): void {
    this.close(false);
    this.parens -= 1;
    if (this.parens < 0) throw new Unsure();
    this.current = this.fresh();
  }

  private redirection(): boolean {
    const { words } = this;
    const match = /^(?:\d*(?:<<<|<<-?|<>|<&|>>|>\||>&|<(?!\()|>(?!\())|&>>?)/.exec(words.rest)?.[0];
    if (match === undefined) return false;
    words.at += match.length;
    const operator = match.replace(/^\d+/, '');
    while (this.passBlank());
    const target = this.oneWord();
    if (operator === '<<<') this.current.input = 'text';
    else if (operator.startsWith('<<')) this.expectHereDocument(operator, target);
    else if (operator === '<&' || operator === '>&') {
      // Between descriptors, or, as bash has it, to a file.
      if (target.dynamic || !/^(?:\d+-?|-)$/.test(target.text)) this.redirect('write', target);
    } else this.redirect(operator === '<' ? 'read' : 'write', target);
    return true;
  }

  private redirect(type: 'read' | 'write', target: Word): void {
    this.current.redirections.push({ type, target });
    if (type === 'read') this.current.input = 'text';
  }

  private expectHereDocument(operator: string, { text, dynamic }: Word): void {
    if (dynamic) throw new Unsure();
    const { words } = this;
    const literal = /['"\\]/.test(words.text.slice(words.at - text.length - 1, words.at));
    this.hereDocuments.push({ end: text, literal, tabs: operator === '<<-' });
    this.current.input = 'text';
  }

  private readHereDocuments(): void {
    const { words } = this;
    for (const { end, literal, tabs } of this.hereDocuments.splice(0)) {
      const body: string[] = [];
      for (;;) {
        if (words.done) throw new Unsure();
        const stop = words.text.indexOf('\n', words.at);
        const line = words.text.slice(words.at, stop < 0 ? undefined : stop);
        words.at = stop < 0 ? words.text.length : stop + 1;
        if ((tabs ? line.replace(/^\t+/, '') : line) === end) break;
        body.push(line);
      }
      if (!literal) words.expandText(body.join('\n'));
    }
  }

  private oneWord(): Word {
    const read = this.words.word();
    const [word, ...more] = read?.words ?? [];
    if (!word || more.length > 0) throw new Unsure();
    return word;
  }

  private takeWord(): void {
    const read = this.words.word();
    if (!read) throw new Unsure();
    const [first] = read.words;
    const { current } = this;
    if (first && current.words.length === 0 && read.words.length === 1 && this.keyword(first, read.quoted)) return;
    const name = this.assignedName(first, read.words.length);
    if (first && name !== undefined && current.words.length === 0) {
      const value = { ...first, text: first.text.slice(first.text.indexOf('=') + 1) };
      current.assignments.push({ name, value });
      if (this.words.text[this.words.at] === '(') throw new Unsure();
      return;
    }
    if (first?.text === '[[' && current.words.length === 0 && !read.quoted) return this.condition();
    current.words.push(...read.words);
  }

  private assignedName(word: Word | undefined, count: number): string | undefined {
    if (!word || count !== 1) return undefined;
    return /^([A-Za-z_]\w*)\+?=/.exec(word.text)?.[1];
  }

  /** Whether the word was the shell's own, and is dealt with. */
  private keyword({ text, dynamic }: Word, quoted: boolean): boolean {
    if (quoted || dynamic || this.current.assignments.length > 0) return false;
    if (UNREAD.has(text)) throw new Unsure();
    if (text === 'for') return this.loop();
    if (OPENING.has(text)) this.blocks += 1;
    else if (CLOSING.has(text)) {
      this.blocks -= 1;
      if (this.blocks < 0) throw new Unsure();
      // What a block prints can go on in a pipe or into a file.
      return true;
    } else if (!BETWEEN.has(text)) return false;
    const { input } = this.current;
    this.current = { ...this.fresh(), input };
    return true;
  }

  /** `for name in words`, up to the `do`. The words only become values. */
  private loop(): true {
    while (this.passBlank());
    if (!/^[A-Za-z_]\w*$/.test(this.oneWord().text)) throw new Unsure();
    const head = /^[ \t]+in(?=[\s;])/.exec(this.words.rest)?.[0];
    if (head === undefined) throw new Unsure();
    this.words.at += head.length;
    for (;;) {
      if (this.passBlank()) continue;
      if (this.words.takes(';') || this.words.takes('\n')) break;
      if (!this.words.word()) throw new Unsure();
    }
    this.blocks += 1;
    this.current = this.fresh();
    return true;
  }

  /** `[[ … ]]`, in which `<`, `&&` and parentheses mean something else. */
  private condition(): void {
    const { words, current } = this;
    current.words.push(plain('[['));
    for (;;) {
      if (words.done) throw new Unsure();
      if (this.passBlank() || /^(?:&&|\|\||[<>()\n])/.test(words.rest)) {
        const operator = /^(?:&&|\|\||[<>()\n])/.exec(words.rest)?.[0] ?? '';
        words.at += operator.length;
        continue;
      }
      const read = words.word();
      if (!read) throw new Unsure();
      current.words.push(...read.words);
      if (read.words[0]?.text === ']]' && !read.quoted) return;
    }
  }
}
