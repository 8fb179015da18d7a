const ESC = String.fromCharCode(27);
const BEL = String.fromCharCode(7);
/** The beginning of an escape code at the end of a text: ESC alone, an open control sequence, an open system command. */
const OPEN_CODE = new RegExp(
  `(?:${ESC}\\][^${BEL}${ESC}\\n]{0,4096}${ESC}?|${ESC}\\[[0-?]{0,64}[ -/]{0,8}|${ESC}[()]?)$`,
);

/** Control sequences, system commands and the like with their texts, and all that is one character more. None goes past the next ESC. */
const CODES = new RegExp(
  `${ESC}(?:\\[[0-?]*[ -/]*[@-~]|\\][^${BEL}${ESC}\\n]*(?:${BEL}|${ESC}\\\\)|[PX^_][^${ESC}]*${ESC}\\\\|[ -/]*[0-~])|\u009b[0-?]*[ -/]*[@-~]`,
  'g',
);

/** Spinners and progress bars go back with it as others do with a carriage return. */
const TO_LINE_START = new RegExp(`${ESC}\\[[01]?G`, 'g');

/** Takes a text that comes in pieces and returns each piece without escape codes, also those that pieces cut in two. */
export function escapeCodeRemover(): (piece: string) => string {
  let open = '';
  return (piece) => {
    const text = open + piece;
    open = OPEN_CODE.exec(text)?.[0] ?? '';
    return text
      .slice(0, text.length - open.length)
      .replace(TO_LINE_START, '\r')
      .replace(CODES, '');
  };
}
