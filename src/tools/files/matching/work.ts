/** Counts the characters that were compared, so that a hopeless search can be given up. */
export interface Work {
  done: number;
}
