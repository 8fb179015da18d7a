import type { ScriptedToolCall } from '../../simulator/scenario.ts';

const FILLING = 'a line that fills the file\n'.repeat(20_000);
const NAMES = Array.from({ length: 8 }, (_, index) => `file${index}.txt`);

/** What each of the files holds before its edit, and after it. */
export function textWith(word: 'old' | 'new'): string {
  return `${word}\n${FILLING}`;
}

export const FILES = Object.fromEntries(NAMES.map((name) => [name, textWith('old')]));

export const CALLS = NAMES.map(
  (file): ScriptedToolCall => ({
    name: 'edit_file',
    arguments: { path: file, edits: [{ old_text: 'old', new_text: 'new' }] },
  }),
);
