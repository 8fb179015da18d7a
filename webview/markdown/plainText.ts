import { decodeEntities } from './entities.ts';
import { itemTokens } from './itemTokens.ts';
import { known, lexBlocks, lexInline, type MarkdownToken } from './lex.ts';

/** The text that Markdown shows: each of its blocks on lines of its own. */
export function plainText(markdown: string): string {
  return blocksText(lexBlocks(markdown.replaceAll('\r', '')));
}

function blocksText(tokens: readonly MarkdownToken[]): string {
  return tokens
    .map(blockText)
    .filter((text) => text !== '')
    .join('\n');
}

function blockText(token: MarkdownToken): string {
  switch (token.type) {
    case 'paragraph':
    case 'heading':
    case 'text':
      return lexInline(token.text).map(inlineText).join('');
    case 'code':
    case 'math':
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

function inlineText(token: MarkdownToken): string {
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
    case 'link':
      return known(token.tokens).map(inlineText).join('');
    case 'codespan':
    case 'math':
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
