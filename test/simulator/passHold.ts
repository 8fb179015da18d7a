import { Gate } from './gate.ts';
import type { Hold } from './scenario.ts';

/** Resolves when the hold lets the reply go on, rejects when the client hangs up before. */
export async function passHold({ until }: Hold, hungUp: AbortSignal): Promise<void> {
  hungUp.throwIfAborted();
  let stop = () => {};
  const abort = new Promise<never>((_, reject) => {
    stop = () => reject(hungUp.reason);
    hungUp.addEventListener('abort', stop);
  });
  try {
    await Promise.race([until instanceof Gate ? until.pass() : until, abort]);
  } finally {
    hungUp.removeEventListener('abort', stop);
  }
}
