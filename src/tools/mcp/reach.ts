/** What a way to a server knows of its end. */
export interface Reach {
  /** Why it cannot be reached any more. */
  failure: string | undefined;
  /** The end of what it printed that was no message. */
  lastWords: string;
}

/** Of one message; larger ones come from servers that are broken, or want to break something. */
export const MAX_MESSAGE_BYTES = 10_000_000;

export function wordBytesLimit(): string {
  return `it sent a message of more than ${MAX_MESSAGE_BYTES / 1_000_000} MB`;
}
