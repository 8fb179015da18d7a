/** A tool that comes from elsewhere, as the model is told of it. All its words are its maker's. */
export interface ForeignDefinition {
  /** As the model calls it; unique in its session. */
  name: string;
  description: string;
  /** A JSON schema of any flavour. */
  parameters: Record<string, unknown>;
  /** As its maker calls it. */
  tool: string;
  source: ForeignSource;
}

/** Where a tool comes from. */
export type ForeignSource =
  /** From VS Code's list: `label` is the extension's name, or says that it is of a server that VS Code runs. */
  | { type: 'editor'; label: string }
  /** From a server that a folder configures, named by its absolute path. */
  | { type: 'server'; folder: string; server: string };

/** How a server of tools is reached, as the user reads it before they agree: variables stand for values that are secret. */
export type ServerLaunch =
  /** `environment` are lines such as `NAME=value`. */
  | { type: 'process'; command: string; args: string[]; cwd: string; environment: string[] }
  /** `headers` are their names. */
  | { type: 'http'; url: string; headers: string[] };
