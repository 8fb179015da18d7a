import type { MarkedToken } from 'marked';
import { decodeEntities } from './entities.ts';
import { itemTokens } from './itemTokens.ts';
import { known, lexBlocks, lexInline } from './lex.ts';

/** The text that Markdown shows: each of its blocks on lines of its own. */
export function plainText(markdown: string): string {
  return blocksText(lexBlocks(markdown.replaceAll('\r', '')));
}

function blocksText(tokens: readonly MarkedToken[]): string {
  return tokens
    .map(blockText)
    .filter((text) => text !== '')
    .join('\n');
}

function blockText(token: MarkedToken): string {
  switch (token.type) {
    case 'paragraph':
    case 'heading':
    case 'text':
      return lexInline(token.text).map(inlineText).join('');
    case 'code':
      return token.text;
    case 'blockquote':
      return blocksText(known(token.tokens));
    case 'list':
      return token.items.map((item) => blocksText(itemTokens(item))).join('\n');
    case 'table':
      return [token.header, ...token.rows]
        .flat()
        .map(({ text }) => lexInline(text).map(inlineText).join(''))
        .join('\n');
    case 'hr':
    case 'space':
    case 'checkbox':
      return '';
    default:
      return decodeEntities(token.raw);
  }
}

function inlineText(token: MarkedToken): string {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
    case 'link':
      return known(token.tokens).map(inlineText).join('');
    case 'codespan':
    case 'escape':
      return token.text;
    case 'br':
      return '\n';
    case 'image':
      return token.text || token.href;
    case 'text':
      return token.tokens ? known(token.tokens).map(inlineText).join('') : decodeEntities(token.text);
    default:
      return token.raw;
  }
}
