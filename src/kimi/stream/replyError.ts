import { type Fault, fault } from '../client/classifyError.ts';

/** What reading a reply may throw: why it is not whole. */
export class ReplyError extends Error {
  readonly fault: Fault;

  constructor(cause: Fault) {
    super(cause.failure.code);
    this.name = 'ReplyError';
    this.fault = cause;
  }
}

export function tooLong(): ReplyError {
  return new ReplyError({ ...fault('cut', 'The reply is longer than any reply can be.'), retries: 0 });
}
