import { Lexer, type MarkedToken, type Token, Tokenizer } from 'marked';

/**
 * Raw HTML is text, in whole and inline: nothing that a model writes becomes an element of its choice. Reference
 * definitions are text too, since they would reach back into blocks that are already drawn.
 */
class TextOnlyTokenizer extends Tokenizer {
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
  return known(new Lexer({ gfm: true, tokenizer: new TextOnlyTokenizer() }).inlineTokens(text));
}

/** marked's own tokens: no extension adds others here. */
export function known(tokens: readonly Token[]): MarkedToken[] {
  return tokens.filter((token): token is MarkedToken => KNOWN_TYPES.has(token.type));
}
