import type { ForeignReply } from '../externalTool.ts';

export interface ServerTool {
  name: string;
  description: string;
  /** As the server has it. */
  schema: unknown;
  /** It says that calling it twice does no more than calling it once. */
  repeatable: boolean;
}

/** A server that runs, or that is connected to. */
export interface Connection {
  /** It ended, or was closed: nothing can be asked of it any more. */
  readonly closed: boolean;
  /** As they are now; the first thousand. Rejects with an Error that says what went wrong. */
  tools(signal: AbortSignal): Promise<ServerTool[]>;
  /** Rejects with an Error where there is no answer; that a call failed is an answer. */
  call(tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<ForeignReply>;
  close(): Promise<void>;
}
