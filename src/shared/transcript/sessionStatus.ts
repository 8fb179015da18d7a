import { isRunning, type Transcript } from './reduce.ts';

/** What a session is doing, for whoever looks at it from outside: at rest, at work, or waiting for the user's decision. */
export type SessionStatus = 'resting' | 'working' | 'waiting';

export function standingOf(transcript: Transcript): SessionStatus {
  if (decisionsIn(transcript) > 0) return 'waiting';
  return isRunning(transcript) ? 'working' : 'resting';
}

/** How many decisions wait for the user. */
export function decisionsIn({ blocks }: Transcript): number {
  return blocks.filter((block) => 'action' in block && block.state === 'pending').length;
}
