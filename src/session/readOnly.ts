/** Why a session can only be read in this window. */
export type ReadOnly =
  /** Another window writes it; this one can take it over. */
  | { type: 'otherWindow' }
  /** What is kept of it cannot be written; `detail` is what the system said. */
  | { type: 'unwritable'; detail: string };
