/** Where a program stopped writing that waits for an answer; no more of it is looked at. */
const MAX_PROMPT_LENGTH = 300;

const PROMPTS = [
  // A question, a name of what is wanted, the prompt of a shell or a calculator.
  /[?:>»›❯] ?$/,
  /[$#] $/,
  // Choices, and a value that stands already.
  /[[(](?:y|n|yes|no)\b[^\])]*[\])] ?:? ?$/i,
  /[:?] ?[[(][^\])]*[\])] ?:? ?$/,
  /\b(?:press|hit)\b.*\b(?:key|enter|return|space)\b/i,
  /\b(?:password|passphrase|passcode|pin)\b[^\n]{0,80}$/i,
  // As menus in a terminal begin.
  /^\s*\? \S/,
  // A program that shows pages.
  /^(?::|\(END\)|--More--)/,
];

/** Whether a line without an end looks like one that asks. */
export function looksLikePrompt(line: string): boolean {
  return line.trim() !== '' && line.length <= MAX_PROMPT_LENGTH && PROMPTS.some((prompt) => prompt.test(line));
}

/** Whether what was printed last is a menu that is walked through with keys: its question stands above the choices. */
export function looksLikeMenu(lines: readonly string[]): boolean {
  return lines.some((line) => /^\s*\? \S/.test(line)) && lines.some((line) => /^\s*[❯›>●◉] ?\S/.test(line));
}
