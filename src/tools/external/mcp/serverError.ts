import type { LostRequest } from './lostRequest.ts';

/** Of one message; larger ones come from servers that are broken, or want to break something. */
export const MAX_MESSAGE_BYTES = 10_000_000;

/** Why a server of tools cannot be used. Data, worded for the model here and for the user where they read it. */
export type ServerProblem =
  | { type: 'exited'; code: number | null }
  | { type: 'signalled'; signal: string }
  | { type: 'timeout' }
  | { type: 'tooLarge' }
  /** It wants the user to sign in, which only VS Code itself does. */
  | { type: 'signIn' }
  /** Its configuration names a variable that is not known here, or an input that the file has not. */
  | { type: 'variable' | 'input'; name: string }
  | { type: 'notEntered'; name: string }
  /** Its address is neither encrypted nor of this machine. */
  | { type: 'address' }
  /** The file with its environment is not there, or would change what is started. */
  | { type: 'noFile'; file: string }
  | { type: 'rules'; file: string; name: string }
  /** What the system, or the server, says. */
  | { type: 'other'; detail: string };

/** The message is for the model. */
export class ServerError extends Error {
  readonly server: string;
  readonly problem: ServerProblem;
  /** The end of what it printed; of strangers. */
  readonly lastWords: string;
  /** What became of the request, where it has no answer. */
  readonly fate: LostRequest['fate'] | undefined;

  constructor(server: string, message: string, problem: ServerProblem, { lastWords = '', fate, cause }: MoreOfIt = {}) {
    super(message, { cause });
    this.server = server;
    this.problem = problem;
    this.lastWords = lastWords;
    this.fate = fate;
  }
}

interface MoreOfIt {
  lastWords?: string;
  fate?: LostRequest['fate'] | undefined;
  cause?: unknown;
}

/** In English, without an end. */
export function describeProblem(problem: ServerProblem): string {
  switch (problem.type) {
    case 'exited':
      return `it ended with exit code ${problem.code}`;
    case 'signalled':
      return `it was ended by ${problem.signal}`;
    case 'timeout':
      return 'its time was over';
    case 'tooLarge':
      return `it sent a message of more than ${MAX_MESSAGE_BYTES / 1_000_000} MB`;
    case 'signIn':
      return 'it wants you to sign in, which works in VS Code only (MCP: List Servers)';
    case 'variable':
      return `.vscode/mcp.json uses \${${problem.name}}. Known here are \${workspaceFolder}, \${workspaceFolderBasename}, \${userHome}, \${pathSeparator}, \${env:NAME} and \${input:id}`;
    case 'input':
      return `.vscode/mcp.json has no input "${problem.name}", which it uses`;
    case 'notEntered':
      return `the person did not enter "${problem.name}", which it needs`;
    case 'address':
      return 'its address must begin with https://, or with http:// on this machine';
    case 'noFile':
      return `the file ${problem.file}, which it uses, is not there`;
    case 'rules':
      return `the file ${problem.file} gives it ${problem.name}, which could make it run something else: that has to stand in .vscode/mcp.json, where the person agrees to it`;
    case 'other':
      return `${JSON.stringify(problem.detail)} (untrusted)`;
  }
}
