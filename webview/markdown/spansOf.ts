import DOMPurify from 'dompurify';

/** What a highlighter made of code that a model wrote: spans with classes, and whatever else is in it is dropped. */
export function spansOf(html: string): DocumentFragment {
  return DOMPurify.sanitize(html, { ALLOWED_TAGS: ['span'], ALLOWED_ATTR: ['class'], RETURN_DOM_FRAGMENT: true });
}
