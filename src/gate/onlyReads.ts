import type { Inspection } from './commandFindings.ts';

/** Programs that write no file and run no other program, whatever they are given. */
const READERS = new Set(
  '[ basename cat cd cut dirname echo false grep head id ls nl pwd realpath seq sleep stat tail test true uname wc whoami'.split(
    ' ',
  ),
);

/** Whether a command changes no file for certain. */
export function onlyReads({ reasons, mentions, runs, redirects, network, written }: Inspection): boolean {
  const writes = redirects || network || written.length > 0 || mentions.some(({ access }) => access !== 'read');
  return (
    !writes &&
    reasons.length === 0 &&
    runs.length > 0 &&
    runs.every(({ words, wraps }) => {
      return !wraps && READERS.has(words?.[0] ?? '');
    })
  );
}
