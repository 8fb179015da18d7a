/** Shows characters that are not seen otherwise, or that turn the text around. */
export function visible(text: string): string {
  return text.replace(/[^\P{C}\t\n]|[^\P{Z} ]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
