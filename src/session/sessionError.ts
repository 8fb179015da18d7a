export type SessionProblem =
  | 'unknownEdit'
  | 'notKept'
  | 'damaged'
  | 'turnRuns'
  | 'otherWindow'
  | 'unwritable'
  | 'otherFolders'
  | 'closedFolder'
  | 'newerVersion'
  /** The message is what the system said. */
  | 'notSaved'
  | ImportProblem;

/** Why a file cannot be imported. */
export type ImportProblem = 'noExport' | 'olderExport' | 'newerExport' | 'brokenExport' | 'exportTooLarge';

/** A session cannot do what it is asked. The code says why, for the words that the user reads; the message is for logs. */
export class SessionError extends Error {
  readonly code: SessionProblem;
  /** The path of the file that this is about, where it is about one. */
  readonly file: string;

  constructor(code: SessionProblem, message: string, file = '') {
    super(message);
    this.code = code;
    this.file = file;
  }
}
