import * as vscode from 'vscode';

/** A server that loads a large project answers after that; no answer is worth a longer wait. */
const LIMIT_MS = 45_000;

/** Asks all language servers by one of VS Code's own commands. Throws what they throw, and when they take too long. */
export async function executeProvider<T>(
  signal: AbortSignal,
  command: string,
  ...args: unknown[]
): Promise<T | undefined> {
  const { promise: ended, reject: end } = Promise.withResolvers<never>();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]);
  const late = `The language server did not answer in ${LIMIT_MS / 1000} seconds: it may still be loading the project. Try again later.`;
  const onAbort = () => end(signal.aborted ? signal.reason : new Error(late));
  limit.addEventListener('abort', onAbort, { once: true });
  if (limit.aborted) onAbort();
  try {
    return await Promise.race([vscode.commands.executeCommand<T | undefined>(command, ...args), ended]);
  } finally {
    limit.removeEventListener('abort', onAbort);
  }
}
