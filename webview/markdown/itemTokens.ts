import type { Tokens } from 'marked';
import { known, type MarkdownToken } from './lex.ts';

/**
 * The first paragraph of an item whose text stands apart as text of the item, as in other lists: its box stands before it, and
 * its direction is the item's, and so the side of its bullet.
 */
export function itemTokens(item: Tokens.ListItem): MarkdownToken[] {
  const [first, ...rest] = known(item.tokens);
  if (first?.type !== 'paragraph') return first ? [first, ...rest] : rest;
  const box = item.task ? (/^\[[ xX]\]\s+/.exec(first.text)?.[0] ?? '') : '';
  const text = first.text.slice(box.length);
  const checkbox: Tokens.Checkbox = { type: 'checkbox', raw: box, checked: item.checked ?? false };
  return [...(box === '' ? [] : [checkbox]), { type: 'text', raw: text, text }, ...rest];
}
