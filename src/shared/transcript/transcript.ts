import type { Failure, Usage } from '../../agent/events/events.ts';
import type { Block, CommandBlock, EditBlock } from './blocks.ts';
import type { QueuedPrompt } from './promptQueue.ts';

/** What the panel draws: the fold of a session's log. Values are never changed in place, so identity tells what changed. */
export interface Transcript {
  /** Of the last entry folded in. */
  seq: number;
  /** The user's title, or the first line of the first prompt; empty before either. */
  title: string;
  blocks: Block[];
  activity: Activity;
  /** Index in `blocks` where the running step began. */
  stepStart: number;
  /** Prompts so far, those that the user went back behind included. */
  turns: number;
  /** What a redo would take back, the newest last. */
  rewindings: Rewinding[];
  /** Prompts that wait, the next one first. */
  queue: QueuedPrompt[];
  /** Steps started so far. */
  steps: number;
  /** The running step failed or was cut off, so what was streamed of it is dropped when the turn is resumed. */
  stepVoid: boolean;
  /** Of the last finished step. */
  lastUsage: Usage | undefined;
  /** What the context window holds, as far as it was told. */
  contextTokens: number | undefined;
  /** What went on when the compaction began that runs. */
  compacting: Activity | undefined;
  /** Of the newest turn, and of all. */
  turnUsage: Usage;
  totalUsage: Usage;
}

export type Activity =
  | { type: 'idle' }
  /** `asked`: when the request was made, in milliseconds since the epoch, until something of its reply has come. */
  | { type: 'working'; asked?: number }
  /** Between two attempts of a step; `until` is when the next one starts, in milliseconds since the epoch. */
  | { type: 'waiting'; failure: Failure; until: number; attempt: number }
  /** The window closed in mid-turn; the turn can be resumed. */
  | { type: 'interrupted' };

export const EMPTY_TRANSCRIPT: Transcript = {
  seq: 0,
  title: '',
  blocks: [],
  activity: { type: 'idle' },
  stepStart: 0,
  turns: 0,
  rewindings: [],
  queue: [],
  steps: 0,
  stepVoid: false,
  lastUsage: undefined,
  contextTokens: undefined,
  compacting: undefined,
  turnUsage: { prompt: 0, completion: 0 },
  totalUsage: { prompt: 0, completion: 0 },
};

/** The user went back to before a turn. */
export interface Rewinding {
  turn: number;
  conversation: boolean;
  /** How many. */
  files: number;
  /** What the transcript was until then, from that turn on. */
  was: Pick<Transcript, 'blocks' | 'activity' | 'stepStart' | 'stepVoid' | 'lastUsage' | 'contextTokens'>;
}

/** Whether a turn or a compaction runs or can be resumed: the user's prompt has to wait or to take its place. */
export function isRunning(transcript: Transcript): boolean {
  return transcript.activity.type === 'working' || transcript.activity.type === 'waiting';
}

export type Work = 'none' | 'turn' | 'compaction';

/** What a prompt has to wait for now; a compaction in the middle of a turn is part of it. */
export function workOf(transcript: Transcript): Work {
  if (!isRunning(transcript)) return 'none';
  const before = transcript.compacting?.type;
  return before === 'idle' || before === 'interrupted' ? 'compaction' : 'turn';
}

/** The call blocks of the last step that wait for a decision, in call order. */
export function pendingEdits(transcript: Transcript): EditBlock[] {
  return transcript.blocks.filter((block): block is EditBlock => block.type === 'edit' && block.state === 'pending');
}

/** The commands that were left running. */
export function runningJobs(transcript: Transcript): CommandBlock[] {
  return transcript.blocks.filter(
    (block): block is CommandBlock => block.type === 'command' && block.ending?.type === 'background',
  );
}
