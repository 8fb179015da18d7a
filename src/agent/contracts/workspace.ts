import type { Sweep } from '../../gate/commandFindings.ts';
import type { Place } from '../../gate/judge.ts';
import type { CommandSpec, RunningCommand } from './jobs.ts';

/**
 * All that the tools see of the outside. Paths are absolute unless said otherwise; texts are exact, with the file's own
 * line endings. Every method throws an Error whose message the model can act on.
 */
export interface Workspace {
  /** The open folders, in their order; empty without a workspace. */
  folders(): WorkspaceFolder[];
  /** False where folders are open and none of them is on a disk of this machine. */
  onDisk(): boolean;
  /**
   * Resolves a path as the model wrote it: absolute, relative to the workspace, or `<folder name>/…` with several folders.
   * Follows symbolic links before judging whether it lies inside. Need not exist; where it does not, and one entry of its folder
   * alone has that name but for blanks and composed characters, it is that entry. Throws when relative and no folder is open.
   */
  resolve(path: string): Promise<ResolvedPath>;
  /**
   * What a program comes upon in a folder that it reads whole, and may not read unasked: files that the user keeps from the model
   * or that hold secrets, and places outside that links lead to. The first few; undefined where that cannot be told.
   */
  sweep(folder: ResolvedPath, sweep: Sweep): Promise<Place[] | undefined>;
  /** Undefined when nothing is there. `size` in bytes. */
  stat(path: string): Promise<{ type: 'file' | 'folder'; size: number } | undefined>;
  /**
   * The text that the user has in the editor, also when unsaved. Throws for binary files and those over the limit.
   * `onDisk` is what `readBytes` has just given, where that is at hand.
   */
  readText(path: string, onDisk?: Uint8Array): Promise<string>;
  readBytes(path: string): Promise<Uint8Array>;
  /** What the file holds, or would once the user's unsaved changes were saved; null where there is none. */
  currentBytes(path: string): Promise<Uint8Array | null>;
  /** Paths relative to the folder, with `/`, folders ending in `/`, sorted; ignored files left out. */
  listFiles(
    folder: ResolvedPath,
    options: { depth: number; limit: number },
    signal: AbortSignal,
  ): Promise<{ entries: string[]; truncated: boolean }>;
  /** `onFound` gets how many lines match so far: of the first as it comes, then now and then. */
  searchText(query: TextQuery, onFound: (matches: number) => void, signal: AbortSignal): Promise<TextMatches>;
  /** The files that match, with how often where `counts`. */
  searchFiles(query: TextQuery, counts: boolean, signal: AbortSignal): Promise<FileMatches>;
  /** Ignored files are left out. */
  findFiles(query: FileQuery, signal: AbortSignal): Promise<FileNames>;
  /** The names of what a file defines at its top level; undefined where nothing here knows its language. */
  symbols(path: string, signal: AbortSignal): Promise<string[] | undefined>;
  /** Of one file, or of the whole workspace without `path`. */
  diagnostics(path?: string): Promise<Diagnostic[]>;
  /** Watches the problems of a file that is about to change for the first time. */
  watchProblems(path: string): ProblemWatch;
  /** Throws where the command cannot be started; `onOutput` gets text without escape codes as it comes. */
  startCommand(command: CommandSpec, onOutput: (text: string) => void): Promise<RunningCommand>;
  /** Throws where a path leads elsewhere than it did when writing there was judged. */
  checkPlace(target: WriteTarget): Promise<void>;
  /**
   * Throws, naming the setting or the permission in the way, where nothing may be written or made at a path, or where what is
   * there may not be deleted or moved; also where no file can be: below another file, for one.
   */
  checkTarget(path: string, change: 'write' | 'remove'): Promise<void>;
  /**
   * Throws, with what to do about it, where an edit could not be made exactly, or only at the cost of something else: bytes that
   * are no text, characters that the file's encoding lacks, line endings or unsaved changes that would be lost.
   */
  checkEdit(edit: { path: string; before: string | null; after: string | null }): Promise<void>;
  /**
   * Replaces a file's text (`before` null: creates it, with its folders; `after` null: deletes it) and saves it.
   * Resolves 'conflict' and changes nothing when the file no longer holds `before`. Throws as checkPlace and checkEdit do.
   */
  applyEdit(edit: WriteTarget & { before: string | null; after: string | null }): Promise<'applied' | 'conflict'>;
  /**
   * As applyEdit, in bytes, and always exactly those; `before` is compared with `currentBytes`. A folder that must be made for
   * the file is made.
   */
  writeBytes(target: WriteTarget, before: Uint8Array | null, after: Uint8Array | null): Promise<'applied' | 'conflict'>;
  /**
   * Moves a file, whatever it holds, into a folder that is made where it is missing. Language servers may change other files
   * with it, for imports: each is told to `also`, with its bytes from before. It is saved, unless the user has unsaved changes
   * in it. Resolves 'conflict', and changes nothing, when the file is gone or something is at `to`. Throws as checkPlace does.
   */
  renameFile(from: WriteTarget, to: WriteTarget, also: FollowedRename): Promise<'applied' | 'conflict'>;
  /** Removes those of these folders that are there and empty, in this order. */
  removeEmptyFolders(paths: readonly string[]): Promise<void>;
  /** Whether an editor holds changes of the file that are not on disk, by whatever name it has the file open. */
  hasUnsavedChanges(path: string): boolean;
  /** Calls back with the real path of each file that changes, on disk or in an editor. Returns the function that ends it. */
  onDidChangeFile(listener: (realPath: string) => void): () => void;
}

/** See Workspace.renameFile. */
export type FollowedRename = (path: string, before: Uint8Array, saved: boolean) => void;

export interface WorkspaceFolder {
  /** Where several are open, what paths of its files begin with: no other folder is meant by it. */
  name: string;
  path: string;
}

/**
 * Where a path leads. Made once from what was written, and passed on to whatever judges it, shows it and acts on it: `path`,
 * resolved again, leads to the same file, but only as long as nobody changes the links in between.
 */
export interface ResolvedPath extends Place {
  /** As editors open it: a link within a workspace folder keeps its own name. */
  absolutePath: string;
  /** Absolute, with every link followed: which file it is, whatever it is called. */
  realPath: string;
}

/** Where something is written: `realPath` is where the path led when that was judged; undefined in logs of older versions. */
export interface WriteTarget {
  path: string;
  realPath?: string | undefined;
}

export interface TextQuery {
  pattern: string;
  regex: boolean;
  caseSensitive: boolean;
  /** The pattern may match over line ends, where `.` matches them too. */
  multiline: boolean;
  /** Where to look: a folder or a file. Undefined for all folders. */
  place?: ResolvedPath;
  /** Relative to `place`; a part of it that exists as it is written is a name. */
  glob?: string;
  /** As ripgrep names types of files: ts, py. */
  fileType?: string;
  /** Files whose names say that they hold keys or passwords count too. */
  secrets: boolean;
  /** Lines to show before and after each match. */
  context: number;
}

/** All files, or those in a folder, or those that match a glob, as in TextQuery. */
export type FileQuery = Pick<TextQuery, 'place' | 'glob'>;

/** Sorted; `truncated` where more was there than a search holds, and then it is not known which part of it this is. */
export interface TextMatches {
  lines: TextLine[];
  /** How many of the lines match; the others are context. */
  matches: number;
  truncated: boolean;
}

/** `path` as in ResolvedPath.path; `line` 1-based; `text` the line, cut to a bounded length. */
export interface TextLine {
  path: string;
  line: number;
  text: string;
  matches: boolean;
}

/** As TextMatches. */
export interface FileMatches {
  files: { path: string; matches?: number }[];
  truncated: boolean;
}

/** As TextMatches. */
export interface FileNames {
  paths: string[];
  truncated: boolean;
}

export interface Diagnostic {
  path: string;
  line: number;
  severity: 'error' | 'warning' | 'information' | 'hint';
  message: string;
  source?: string;
}

/** What changes of a file do to its problems. */
export interface ProblemWatch {
  /** Called before each further change of the file. */
  again(): void;
  /**
   * Errors and warnings that were not there before the first change, as soon as a language tool has answered for the last one,
   * or soon where none is likely to; where `signal` is aborted, those that are known by then.
   */
  news(signal: AbortSignal): Promise<NewProblems>;
}

/** Not `compared`: what was there before is not known, and these are all. */
export interface NewProblems {
  compared: boolean;
  problems: Diagnostic[];
}
