import { Hooks, Lexer, type MarkedOptions, type MarkedToken, type Token, Tokenizer, type Tokens } from 'marked';
import { blockMathStart, inlineMathStart, type MathToken, maskMath, readBlockMath, readInlineMath } from './math.ts';

/** marked's own tokens, and mathematics. */
export type MarkdownToken = MarkedToken | MathToken;

const MAX_DEPTH = 16;
/** What may begin emphasis, a link, code or mathematics; the time that marked takes grows with the square of their number. */
const DELIMITERS = /[*_[<$!`~\\]/g;
const MAX_DELIMITERS = 500;
/** What seems to be a mail address too long to be one; marked reads all that is left of it again at each of its characters. */
const LONG_ADDRESS = /@(?<=[\w.!#$%&'*+/=?`{|}~-]{128}@)/;
/** What may cut a paragraph short, after which marked reads all that follows anew. */
const DISPLAYS = /^ {0,3}(?:\$\$|\\\[)/gm;
const MAX_DISPLAYS = 200;

/**
 * Raw HTML is text, in whole and inline: nothing that a model writes becomes an element of its choice. Reference
 * definitions are text too, since they would reach back into blocks that are already drawn.
 */
class TextOnlyTokenizer extends Tokenizer {
  private depth = 0;

  override blockquote(src: string): Tokens.Blockquote | undefined {
    return this.nested(() => super.blockquote(src));
  }
  override list(src: string): Tokens.List | undefined {
    return this.nested(() => super.list(src));
  }
  /** What nests deeper than anybody reads is text: each level is read anew by all levels around it. */
  private nested<T>(read: () => T): T | undefined {
    if (this.depth >= MAX_DEPTH) return undefined;
    this.depth += 1;
    try {
      return read();
    } finally {
      this.depth -= 1;
    }
  }
  override html(): undefined {
    return undefined;
  }
  override tag(): undefined {
    return undefined;
  }
  override def(): undefined {
    return undefined;
  }
}

/** Emphasis does not begin or end in mathematics. */
class MathHooks extends Hooks {
  override emStrongMask(text: string): string {
    return maskMath(text);
  }
}

function options(displays: boolean): MarkedOptions {
  return {
    gfm: true,
    tokenizer: new TextOnlyTokenizer(),
    hooks: new MathHooks(),
    extensions: {
      renderers: {},
      childTokens: {},
      inline: [readInlineMath],
      startInline: [inlineMathStart],
      ...(displays ? { block: [readBlockMath], startBlock: [blockMathStart] } : {}),
    },
  };
}

const KNOWN_TYPES: ReadonlySet<string> = new Set<MarkdownToken['type']>([
  'blockquote',
  'br',
  'checkbox',
  'code',
  'codespan',
  'def',
  'del',
  'em',
  'escape',
  'heading',
  'hr',
  'html',
  'image',
  'link',
  'list',
  'list_item',
  'math',
  'paragraph',
  'space',
  'strong',
  'table',
  'text',
]);

/** The block structure of GFM Markdown. Inline text is left unlexed (`lexInline`), so that only what is drawn costs. */
export function lexBlocks(source: string): MarkdownToken[] {
  const displays = (source.match(DISPLAYS)?.length ?? 0) <= MAX_DISPLAYS;
  return known(new Lexer(options(displays)).blockTokens(source));
}

/** The inline structure of one block's text. */
export function lexInline(text: string): MarkdownToken[] {
  if ((text.match(DELIMITERS)?.length ?? 0) > MAX_DELIMITERS || LONG_ADDRESS.test(text))
    return [{ type: 'text', raw: text, text, escaped: false }];
  return known(new Lexer(options(false)).inlineTokens(text));
}

/** Tokens of the types that can be here. */
export function known(tokens: readonly Token[]): MarkdownToken[] {
  return tokens.filter((token): token is MarkdownToken => KNOWN_TYPES.has(token.type));
}
