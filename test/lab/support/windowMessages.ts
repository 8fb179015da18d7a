import type { Entry } from '../../../src/agent/events/events.ts';

/** How a window's process is started: `session` opens an earlier session, and a new one begins without it. */
export interface WindowOptions {
  folder: string;
  storage: string;
  /** The simulator's base URL. */
  url: string;
  holder: string;
  session?: string;
}

/** One line of JSON to a window. It answers each with `done`, in the order in which they end. */
export type WindowCommand = { id: number } & (
  | { do: 'send'; text: string }
  | { do: 'compact' }
  | { do: 'takeOver' }
  | { do: 'close' }
  /** Uses up the room where the sessions are kept, or the process's file handles. */
  | { do: 'exhaust'; what: 'disk' | 'handles' }
  /** Gives back what `exhaust` took. */
  | { do: 'release' }
  /** Copies the sessions to where the test can read them. */
  | { do: 'copy'; to: string }
);

/** One line of JSON from a window. */
export type WindowReport =
  | { type: 'opened'; session: string; readOnly: boolean; seq: number }
  /** What the user sees from `at` on, in milliseconds since the epoch. */
  | { type: 'shown'; at: number; entries: readonly Entry[] }
  | { type: 'reset'; readOnly: boolean }
  | { type: 'done'; id: number; error?: string };
