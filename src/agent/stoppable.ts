import { setTimeout as delay } from 'node:timers/promises';
import type { ToolContext } from './contracts/tool.ts';

/** Milliseconds that a stopped call has to end by itself: what it says by then is still its result. */
const GRACE_MS = 700;

/** Resolves as `work` does or, where the signal aborts and `work` does not end soon after that, with undefined. */
export async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const ended = new AbortController();
  try {
    return await Promise.race([work, afterGrace(signal, ended.signal)]);
  } finally {
    ended.abort();
  }
}

async function afterGrace(signal: AbortSignal, ended: AbortSignal): Promise<undefined> {
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true, signal: ended });
  if (signal.aborted) resolve();
  await promise;
  await delay(GRACE_MS, undefined, { signal: ended }).catch(() => {});
  return undefined;
}

/** The same context, which does nothing more once `isOver`: a call that was given up begins nothing in a later turn. */
export function whileOpen(context: ToolContext, isOver: () => boolean): ToolContext {
  const assertOpen = () => {
    if (isOver()) throw new Error('This call was stopped.');
  };
  const open =
    <A extends unknown[], R>(work: (...args: A) => R) =>
    (...args: A): R => {
      assertOpen();
      return work(...args);
    };
  const { approve, approveAll, mayRead, ask, askApproval, delegate, newProblems, recordChanges, jobs } = context;
  return {
    ...context,
    progress: (text) => {
      if (!isOver()) context.progress(text);
    },
    approve: open(approve),
    approveAll: open(approveAll),
    mayRead: open(mayRead),
    ask: open(ask),
    askApproval: open(askApproval),
    newProblems: open(newProblems),
    delegate: open(delegate),
    recordChanges: async (work, command) => {
      assertOpen();
      return await recordChanges(open(work), command);
    },
    jobs: { start: open(jobs.start), list: jobs.list },
  };
}
