/**
 * What the language servers of the editor know of the code, unsaved changes included, and what they would change. Paths are
 * absolute. Every method waits for a server that is just starting, with a bound, and throws an Error whose message the model
 * can act on; `noLanguageServer` where none is there for the file.
 */
export interface Languages {
  /** Whether some code of the workspace is likely to be served. False only where that can be told. */
  serveAny(): Promise<boolean>;
  /** What a file defines, in the order of the file. */
  symbols(path: string, signal: AbortSignal): Promise<CodeSymbol[]>;
  /** What matches a name roughly, in the projects that the servers have loaded. Nothing where no server is there. */
  findSymbols(name: string, signal: AbortSignal): Promise<CodeSymbol[]>;
  places(relation: Relation, of: Spot, signal: AbortSignal): Promise<CodePlace[]>;
  /** What an editor shows when the mouse rests there, as Markdown; empty where that is nothing. */
  hover(spot: Spot, signal: AbortSignal): Promise<string>;
  rename(spot: Spot, to: string, signal: AbortSignal): Promise<CodeChange>;
  /** What would mend the problems of a file, or is offered on one line of it (0-based). */
  fixes(path: string, line: number | undefined, signal: AbortSignal): Promise<CodeFix[]>;
  tidy(kind: 'organize_imports' | 'format', path: string, signal: AbortSignal): Promise<CodeChange>;
}

export type Relation =
  | 'definition'
  | 'references'
  | 'implementations'
  | 'type'
  | 'callers'
  | 'callees'
  | 'supertypes'
  | 'subtypes';

/** As editors count: from 0, characters in UTF-16 units. */
export interface Position {
  line: number;
  character: number;
}

export interface Spot extends Position {
  path: string;
}

export interface CodeSymbol extends Spot {
  /** As the server gives it: it may hold parameters. */
  name: string;
  /** In small letters: class, method. */
  kind: string;
  /** The names of what it stands in, the outermost first. */
  containers: string[];
  /** The last line of it. */
  endLine: number;
}

export interface CodePlace {
  /** An address where it is no file on disk. */
  path: string;
  /** 0-based. */
  line: number;
  isFile: boolean;
  /** Of a call: what it stands in. */
  within?: string;
}

/** What a server would do to files. */
export interface CodeChange {
  files: ChangedText[];
  /** Files that it would rename or delete too, which is not part of `files`. */
  renamed: { from: string; to: string }[];
  deleted: string[];
}

export interface ChangedText {
  path: string;
  /** What the edits count in; null creates the file. */
  before: string | null;
  edits: TextEdit[];
}

/** Replaces what stands between two positions. */
export interface TextEdit {
  start: Position;
  end: Position;
  text: string;
}

export interface CodeFix {
  title: string;
  /** 0-based; undefined where it is for the whole file. */
  line: number | undefined;
  /** What is wrong there; absent where nothing is. */
  problem?: string;
  change: CodeChange;
}
