import { withoutEnding } from '../../util/text/withoutEnding.ts';

/** Lists and quotations that nest deeper are written as deep as this. */
const MAX_NESTING = 8;
const FENCE = '```\n';
const MARKS: Record<string, string> = {
  b: '**',
  strong: '**',
  em: '*',
  i: '*',
  code: '`',
  kbd: '`',
  samp: '`',
  del: '~~',
  s: '~~',
};
/** Set apart by an empty line; other blocks by a line end. */
const APART = new Set([
  'blockquote',
  'dl',
  'figure',
  'ol',
  'p',
  'pre',
  'section',
  'article',
  'table',
  'ul',
  'main',
  'details',
  'form',
  'fieldset',
]);
const BLOCKS = new Set([
  'address',
  'aside',
  'body',
  'caption',
  'dd',
  'div',
  'dt',
  'figcaption',
  'footer',
  'header',
  'head',
  'html',
  'legend',
  'li',
  'nav',
  'option',
  'summary',
  'tr',
]);

/** Writes Markdown from the elements and texts of a page, in their order. What never closes does no harm. */
export class MarkdownWriter {
  readonly #base: URL;
  #out: string[] = [];
  /** Line ends to write before the next text. */
  #breaks = 0;
  #space = false;
  /** Of emphasis that begins with the next text. */
  #marks: string[] = [];
  #preformatted = 0;
  #quotes = 0;
  #lists: { ordered: boolean; item: number }[] = [];
  #links: { at: number; href: string | undefined }[] = [];
  /** Nothing of an item is written yet but its marker, on whose line it begins. */
  #inMarker = false;
  #inCell = false;
  #cells = 0;
  #rows = 0;

  constructor(base: URL) {
    this.#base = base;
  }

  open(name: string, attributes: Record<string, string>): void {
    const heading = /^h([1-6])$/.exec(name)?.[1];
    if (heading !== undefined) {
      this.#break(2);
      return this.#write(`${'#'.repeat(Number(heading))} `);
    }
    if (APART.has(name)) this.#break(this.#lists.length > 0 && name !== 'pre' ? 1 : 2);
    else if (BLOCKS.has(name)) this.#break(1);
    const mark = MARKS[name];
    if (mark !== undefined && this.#preformatted === 0) {
      this.#marks.push(mark);
      return;
    }
    switch (name) {
      case 'a':
        this.#links.push({ at: this.#out.length, href: this.#absolute(attributes.href) });
        return;
      case 'br':
        return this.#preformatted > 0 ? this.#raw('\n') : this.#break(1);
      case 'hr':
        this.#break(2);
        this.#write('---');
        return this.#break(2);
      case 'img':
        return attributes.alt?.trim() ? this.#write(`![${attributes.alt.replace(/\s+/g, ' ').trim()}]`) : undefined;
      case 'pre':
        this.#write(FENCE);
        this.#preformatted += 1;
        return;
      case 'code':
        return this.#nameLanguage(attributes.class);
      case 'blockquote':
        this.#quotes += 1;
        return;
      case 'ul':
      case 'ol':
        this.#lists.push({ ordered: name === 'ol', item: Number.parseInt(attributes.start ?? '1', 10) || 1 });
        return;
      case 'li':
        return this.#openItem();
      case 'table':
        this.#rows = 0;
        return;
      case 'tr':
        this.#cells = 0;
        return;
      case 'td':
      case 'th':
        this.#inCell = true;
        this.#cells += 1;
        return this.#write(this.#cells === 1 ? '| ' : ' | ');
    }
  }

  close(name: string): void {
    const mark = MARKS[name];
    // What is to come before the next text comes after the mark.
    if (mark !== undefined && this.#preformatted === 0 && this.#marks.pop() === undefined) this.#raw(mark);
    switch (name) {
      case 'a':
        this.#closeLink();
        break;
      case 'pre':
        this.#preformatted = Math.max(0, this.#preformatted - 1);
        if (!this.#out.at(-1)?.endsWith('\n')) this.#raw('\n');
        this.#write('```');
        break;
      case 'ul':
      case 'ol':
        this.#lists.pop();
        break;
      case 'td':
      case 'th':
        this.#inCell = false;
        break;
      case 'tr':
        this.#closeRow();
        break;
    }
    if (/^h[1-6]$/.test(name) || (APART.has(name) && this.#lists.length === 0)) this.#break(2);
    else if (APART.has(name) || BLOCKS.has(name)) this.#break(1);
    // After the line ends that end it, so that what follows is outside.
    if (name === 'blockquote') this.#quotes = Math.max(0, this.#quotes - 1);
  }

  text(text: string): void {
    if (this.#preformatted > 0) return this.#raw(text);
    const words = text.replace(/[\s\u200b]+/g, ' ');
    if (words === ' ' || words === '') {
      this.#space ||= words !== '';
      return;
    }
    this.#space ||= words.startsWith(' ');
    const marks = this.#marks.splice(0).join('');
    this.#write(marks + (this.#inCell ? words.trim().replaceAll('|', '\\|') : words.trim()));
    this.#space = words.endsWith(' ');
  }

  read(): string {
    const lines = this.#out.join('').split('\n');
    return lines
      .map((line) => withoutEnding(line, ' \t'))
      .join('\n')
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  #break(lines: number): void {
    if (this.#inMarker) return;
    if (this.#inCell) this.#space = true;
    else if (this.#preformatted === 0) this.#breaks = Math.max(this.#breaks, lines);
  }

  #write(text: string): void {
    if (this.#preformatted > 0) return this.#raw(text);
    const prefix = '> '.repeat(Math.min(this.#quotes, MAX_NESTING)) + this.#indentation();
    if (this.#breaks > 0) {
      if (this.#out.length > 0) this.#out.push('\n'.repeat(this.#breaks));
      this.#out.push(prefix);
    } else if (this.#space && this.#out.length > 0 && !/\s$/.test(this.#out.at(-1) ?? '')) this.#out.push(' ');
    this.#breaks = 0;
    this.#space = false;
    this.#inMarker = false;
    this.#out.push(text);
  }

  #raw(text: string): void {
    this.#inMarker = false;
    if (text !== '') this.#out.push(text);
  }

  #indentation(): string {
    return '  '.repeat(Math.max(0, Math.min(this.#lists.length, MAX_NESTING) - 1));
  }

  /** The language of a block of code stands on the code element in it. */
  #nameLanguage(classes = ''): void {
    const language = /(?:^|\s)lang(?:uage)?-([\w+#-]+)/.exec(classes)?.[1];
    if (language !== undefined && this.#out.at(-1) === FENCE) this.#out[this.#out.length - 1] = `\`\`\`${language}\n`;
  }

  #openItem(): void {
    const list = this.#lists.at(-1);
    this.#write(list?.ordered ? `${list.item}. ` : '- ');
    if (list) list.item += 1;
    this.#inMarker = true;
  }

  #closeLink(): void {
    const link = this.#links.pop();
    if (!link || link.href === undefined || this.#preformatted > 0) return;
    const text = this.#out.splice(link.at).join('');
    if (text.trim() === '') return;
    // The spaces and line ends that were written before the text stay before the link.
    const [, before = '', words = ''] = /^(\s*(?:> |- |\d+\. )*)([\s\S]*)$/.exec(text) ?? [];
    this.#out.push(`${before}[${words.replace(/\s+/g, ' ').trim()}](${link.href})`);
  }

  #closeRow(): void {
    if (this.#cells === 0) return;
    this.#inCell = false;
    this.#space = false;
    this.#breaks = 0;
    this.#raw(' |');
    this.#rows += 1;
    if (this.#rows === 1) this.#raw(`\n${'| --- '.repeat(this.#cells)}|`);
    this.#cells = 0;
    this.#break(1);
  }

  #absolute(href: string | undefined): string | undefined {
    if (href === undefined || href.startsWith('#') || !URL.canParse(href, this.#base)) return undefined;
    const url = new URL(href, this.#base);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : undefined;
  }
}
