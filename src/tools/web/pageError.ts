export type PageProblem =
  | 'noAddress'
  | 'noHttp'
  | 'credentials'
  | 'plainHttp'
  | 'redirects'
  | 'silent'
  | 'unreached'
  | 'status'
  | 'noText';

/** A page cannot be had. The message is for the model; the code, for the words that the user reads, says why. */
export class PageError extends Error {
  readonly code: PageProblem;
  /** The address or the host that this is about. */
  readonly place: string;
  /** The status or the system's reason, where there is one. */
  readonly detail: string;

  constructor(code: PageProblem, message: string, place: string, { detail = '', cause }: PageErrorOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.place = place;
    this.detail = detail;
  }
}

interface PageErrorOptions {
  detail?: string;
  cause?: unknown;
}
