/** The readable part of what may be a page. */
export function pageText(text: string): string {
  if (!/<[a-z!]/i.test(text)) return text;
  const title = /<title>([^<]*)<\/title>/i.exec(text)?.[1];
  return (title ?? text.replace(/<[^<>]*>/g, ' ')).replace(/\s+/g, ' ').trim().slice(0, 200);
}
