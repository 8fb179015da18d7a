/** No answer came, or not all of it: what failed lies between here and the endpoint's words. */
export class ConnectionError extends Error {
  /** Node's name of what happened, such as ECONNREFUSED or CERT_HAS_EXPIRED; empty where it has none. */
  readonly code: string;

  constructor(cause: unknown) {
    super(messageOf(cause), { cause });
    this.name = 'ConnectionError';
    this.code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  }
}

/** Node says nothing of its own where several addresses of a name were tried. */
function messageOf(cause: unknown): string {
  if (cause instanceof AggregateError && cause.message === '') return cause.errors.map(messageOf).join(', ');
  return cause instanceof Error ? cause.message || cause.name : String(cause);
}

/** The one in a chain of causes. By its name: what is loaded when first used has a class of its own. */
export function connectionErrorIn(error: unknown): ConnectionError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (isConnectionError(current)) return current;
  }
  return undefined;
}

function isConnectionError(error: Error): error is ConnectionError {
  return error.name === 'ConnectionError' && 'code' in error;
}
