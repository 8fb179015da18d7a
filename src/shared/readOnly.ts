/** The folders that a session belongs to, or that a window has open. */
export interface Folders {
  /** Their URIs, in their order. */
  folders: readonly string[];
  /** The URI of the file that lists them, where they are a saved workspace. */
  workspaceFile?: string;
}

/** Why a session can only be read in this window. */
export type ReadOnly =
  /** Another window writes it; this one can take it over. */
  | { type: 'otherWindow' }
  /** A newer version of the extension wrote it: what this one knows of it is shown. */
  | { type: 'newerVersion' }
  /** What is kept of it cannot be written; `detail` is what the system said. */
  | { type: 'unwritable'; detail: string }
  /** None of the folders that it belongs to is open here. */
  | ({ type: 'otherFolders' } & Folders);
