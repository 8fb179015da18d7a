import type { ServerProblem } from './serverError.ts';

/** What a way to a server knows of its end. */
export interface TransportStatus {
  /** Why it cannot be reached any more. */
  failure: ServerProblem | undefined;
  /** The end of what it printed that was no message. */
  lastWords: string;
}
