import type { Word } from './syntax.ts';

/** Whether one of the options is there: `-f` also in a cluster as `-xf`, `--force` also cut short as `--forc`. */
export function hasOption(args: readonly Word[], ...names: string[]): boolean {
  return beforeEnd(args).some(({ text }) => names.some((name) => isOption(text, name)));
}

function isOption(text: string, name: string): boolean {
  if (name.startsWith('--')) {
    const written = text.replace(/=.*$/s, '');
    return written.length >= 4 && written.startsWith('--') && name.startsWith(written);
  }
  // A long option of one dash, as `-delete`.
  if (name.length > 2) return text.replace(/=.*$/s, '') === name;
  return text.startsWith('-') && !text.startsWith('--') && text.slice(1).includes(name.slice(1));
}

/** Up to `--`. */
export function beforeEnd(args: readonly Word[]): readonly Word[] {
  const end = args.findIndex(({ text }) => text === '--');
  return end < 0 ? args : args.slice(0, end);
}

/** What is no option. `valued` are those that take the next word. */
export function operands(args: readonly Word[], valued: readonly string[] = []): Word[] {
  const found: Word[] = [];
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (!word) break;
    if (word.text === '--') return [...found, ...args.slice(index + 1)];
    if (!word.text.startsWith('-') || word.text === '-') found.push(word);
    else if (valued.includes(word.text)) index += 1;
  }
  return found;
}
