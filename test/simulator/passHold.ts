import { Gate } from './gate.ts';
import type { Hold } from './scenario.ts';

/** Resolves when the hold lets the reply go on; rejects then when the client has hung up meanwhile. */
export async function passHold({ until }: Hold, hungUp: AbortSignal): Promise<void> {
  await (until instanceof Gate ? until.pass() : until);
  hungUp.throwIfAborted();
}
