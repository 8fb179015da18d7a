/** A text of several lines as one, without the blanks around their ends. */
export function joinLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

/** Words of strangers that stand in a line of their own, such as a file's name: they cannot begin another line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, (char) => {
    const code = char.codePointAt(0) ?? 0;
    return char === '\n' ? '\\n' : char === '\t' ? ' ' : `\\u{${code.toString(16)}}`;
  });
}
