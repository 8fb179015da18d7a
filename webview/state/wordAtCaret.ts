/** A word that is being typed and that the list over the input completes. */
export interface WordAtCaret {
  kind: 'mention' | 'command';
  /** Where its `@` or `/` stands in the text. */
  start: number;
  /** What follows that, up to the cursor. */
  query: string;
}

/** The word at the cursor: `@…` at the beginning of a word, `/…` at the beginning of the text. */
export function wordAtCaret(text: string, cursor: number): WordAtCaret | undefined {
  const before = text.slice(0, cursor);
  const command = /^\/([\p{L}\p{N}_.:-]*)$/u.exec(before);
  if (command) return { kind: 'command', start: 0, query: command[1] ?? '' };
  const mention = /(?:^|[\s([{"'])@([^\s@]*)$/.exec(before);
  const query = mention?.[1];
  return query === undefined ? undefined : { kind: 'mention', start: cursor - query.length - 1, query };
}
