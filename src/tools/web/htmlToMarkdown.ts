import { Parser } from 'htmlparser2';
import { MarkdownWriter } from './markdownWriter.ts';

/** Pages do not nest deeper; parsing what does takes time that grows with the square of its depth. */
const MAX_DEPTH = 2000;
const CHUNK_LENGTH = 16_384;
/** What is no text for a reader. */
const SKIPPED = new Set([
  'button',
  'canvas',
  'dialog',
  'iframe',
  'noscript',
  'object',
  'script',
  'select',
  'style',
  'svg',
  'template',
  'textarea',
]);

/**
 * A page's text as Markdown, with absolute links. Elements that are hidden from a reader are left out, since words in them are
 * often meant for machines alone. Any input gives an output; one that nests too deep is cut there.
 */
export function htmlToMarkdown(html: string, base: URL): { markdown: string; title: string } {
  const writer = new MarkdownWriter(base);
  let title = '';
  let inTitle = false;
  let depth = 0;
  /** The depth of the element that hides what is in it. */
  let hiddenAt: number | undefined;
  const parser = new Parser({
    onopentag(name, attributes) {
      depth += 1;
      if (hiddenAt !== undefined) return;
      if (SKIPPED.has(name) || isHidden(attributes)) hiddenAt = depth;
      else if (name === 'title') inTitle = true;
      else writer.open(name, attributes);
    },
    ontext(text) {
      if (hiddenAt !== undefined) return;
      if (inTitle) title += text;
      else writer.text(text);
    },
    onclosetag(name) {
      if (name === 'title') inTitle = false;
      else if (hiddenAt === undefined) writer.close(name);
      if (hiddenAt === depth) hiddenAt = undefined;
      depth -= 1;
    },
  });
  for (let from = 0; from < html.length && depth < MAX_DEPTH; from += CHUNK_LENGTH) {
    parser.write(html.slice(from, from + CHUNK_LENGTH));
  }
  parser.end();
  return { markdown: writer.read(), title: title.replace(/\s+/g, ' ').trim() };
}

function isHidden({ hidden, style = '', ...attributes }: Record<string, string>): boolean {
  if (hidden !== undefined || attributes['aria-hidden'] === 'true') return true;
  return /(^|;)\s*(display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?![.\d]*[1-9])|font-size\s*:\s*0(?![.\d]*[1-9]))/i.test(
    style,
  );
}
