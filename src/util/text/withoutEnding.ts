/**
 * The text without those of these characters that it ends with. Read from its end: an expression such as `/ +$/` begins again at
 * each blank of the text, and takes seconds for many.
 */
export function withoutEnding(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1] ?? '')) end -= 1;
  return text.slice(0, end);
}
