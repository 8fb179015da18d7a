/** An error with two readers: its message is for the model and logs, in English, `worded` for the user, in their language. */
export class LocalizedError extends Error {
  readonly worded: string;

  constructor(message: string, worded: string) {
    super(message);
    this.worded = worded;
  }
}
