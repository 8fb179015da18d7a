import type { ServerProblem } from './serverError.ts';

/** What a way to a server knows of its end. */
export interface Reach {
  /** Why it cannot be reached any more. */
  failure: ServerProblem | undefined;
  /** The end of what it printed that was no message. */
  lastWords: string;
}

/** Of one message; larger ones come from servers that are broken, or want to break something. */
export const MAX_MESSAGE_BYTES = 10_000_000;
