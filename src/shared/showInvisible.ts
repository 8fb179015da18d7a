/** Characters that are not seen, that look like a blank and are none, or that turn the text around. */
const HIDDEN = /[^\P{C}\t\n]|[^\P{Z} ]|\p{Default_Ignorable_Code_Point}|[\u2800\u3164\uffa0]/gu;

/** A text that the user decides by, with nothing in it that is not seen. */
export function showInvisible(text: string): string {
  return text.replace(HIDDEN, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
