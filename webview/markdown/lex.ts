import { Lexer, type MarkedToken, type Token, Tokenizer, type Tokens } from 'marked';

const MAX_DEPTH = 16;
/** What may begin emphasis or a link; the time that marked takes grows with the square of their number. */
const DELIMITERS = /[*_[<]/g;
const MAX_DELIMITERS = 500;

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

const KNOWN_TYPES: ReadonlySet<string> = new Set<MarkedToken['type']>([
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
  'paragraph',
  'space',
  'strong',
  'table',
  'text',
]);

/** The block structure of GFM Markdown. Inline text is left unlexed (`lexInline`), so that only what is drawn costs. */
export function lexBlocks(source: string): MarkedToken[] {
  return known(new Lexer({ gfm: true, tokenizer: new TextOnlyTokenizer() }).blockTokens(source));
}

/** The inline structure of one block's text. */
export function lexInline(text: string): MarkedToken[] {
  if ((text.match(DELIMITERS)?.length ?? 0) > MAX_DELIMITERS)
    return [{ type: 'text', raw: text, text, escaped: false }];
  return known(new Lexer({ gfm: true, tokenizer: new TextOnlyTokenizer() }).inlineTokens(text));
}

/** marked's own tokens: no extension adds others here. */
export function known(tokens: readonly Token[]): MarkedToken[] {
  return tokens.filter((token): token is MarkedToken => KNOWN_TYPES.has(token.type));
}
