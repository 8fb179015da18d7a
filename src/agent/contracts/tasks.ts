/** The tasks of the workspace, as the editor knows them: of its configuration, and those that it finds in the project. */
export interface Tasks {
  /** How the shell reads that commands run in. */
  readonly syntax: 'posix' | 'powershell';
  /** Rejects with an Error that the model can act on. */
  list(): Promise<WorkspaceTask[]>;
}

export interface WorkspaceTask {
  name: string;
  /** What it is of: `npm`, `Workspace`. */
  source: string;
  /** The name of its folder, where there are several. */
  folder?: string;
  /** `build`, `test`. */
  group?: string;
  /** It goes on until it is ended, as a watcher does. */
  background: boolean;
  /** The tasks that the editor would run before it. */
  after: string[];
  /** How it runs, or why it cannot be run as a command; undefined where it only stands for those before it. */
  run: TaskCommand | { not: string } | undefined;
}

export interface TaskCommand {
  words: { type: 'line'; line: string } | { type: 'words'; words: TaskWord[] };
  /** Absolute; without it, the first folder. */
  cwd?: string;
  environment: Record<string, string>;
}

/** `asWritten`: the shell reads it, so that its variables count. `whole`: it is one word, whatever stands in it. */
export interface TaskWord {
  text: string;
  quoting: 'asWritten' | 'whole';
}
