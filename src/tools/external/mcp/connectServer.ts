import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolResultSchema,
  ErrorCode,
  ListToolsResultSchema,
  McpError,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { VERSION } from '../../../agent/userAgent.ts';
import { redactSecrets } from '../../../util/secrets/redactSecrets.ts';
import { oneLine } from '../../../util/text/oneLine.ts';
import { truncate } from '../../../util/text/truncate.ts';
import type { ForeignReply } from '../externalTool.ts';
import { HttpTransport } from './httpTransport.ts';
import { LostRequest } from './lostRequest.ts';
import { readContent } from './readContent.ts';
import type { Target } from './resolveLaunch.ts';
import type { Connection, ServerTool } from './serverConnection.ts';
import { describeProblem, ServerError } from './serverError.ts';
import { StdioTransport } from './stdioTransport.ts';
import type { TransportStatus } from './transportStatus.ts';

export interface Limits {
  /** Milliseconds until it must have answered who it is, and until its tools must be known. */
  startMs: number;
  /** Milliseconds of a call without any sign of progress, and in all. */
  silentMs: number;
  callMs: number;
}

/** Packages may have to be fetched first. */
export const LIMITS: Limits = { startMs: 60_000, silentMs: 120_000, callMs: 600_000 };

/** What servers may ask of a client: other names are words of their own. */
const ASKED = new Set(['sampling/createMessage', 'elicitation/create', 'roots/list', 'tasks/list', 'tasks/get']);

const MAX_TOOLS = 1000;
const MAX_PAGES = 50;
const MAX_REASON = 500;

/**
 * Starts a server, or connects to one, and asks who it is. It is offered nothing: what it asks of its client is declined.
 * Rejects with an Error that says what went wrong, and the signal's reason when aborted.
 */
export async function connectServer(
  name: string,
  target: Target,
  signal: AbortSignal,
  limits: Limits = LIMITS,
): Promise<Connection> {
  const transport = target.type === 'http' ? new HttpTransport(target) : new StdioTransport(target);
  const client = new Client({ name: 'ask-kimi', version: VERSION }, { capabilities: {} });
  const server = new Server(name, client, transport, limits);
  try {
    // The one does not say `undefined` where the other does not know it.
    await client.connect(transport as Transport, { timeout: limits.startMs, signal });
    return server;
  } catch (error) {
    // Before it ends because it is told to.
    const explained = server.explain(error, 'could not be started');
    await server.close();
    signal.throwIfAborted();
    throw explained;
  }
}

class Server implements Connection {
  closed = false;
  private readonly name: string;
  private readonly client: Client;
  private readonly reach: TransportStatus;
  private readonly limits: Limits;
  private listed: Promise<ServerTool[]> | undefined;
  /** What it asked of its client, which was declined. */
  private readonly declined = new Set<string>();

  constructor(name: string, client: Client, reach: TransportStatus, limits: Limits) {
    this.name = name;
    this.client = client;
    this.reach = reach;
    this.limits = limits;
    client.onclose = () => {
      this.closed = true;
    };
    client.fallbackRequestHandler = async ({ method }) => {
      this.declined.add(ASKED.has(method) ? method : 'something else');
      throw new McpError(ErrorCode.MethodNotFound, 'This client does not do that.');
    };
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => {
      this.listed = undefined;
    });
  }

  async tools(signal: AbortSignal): Promise<ServerTool[]> {
    this.listed ??= this.list(signal);
    try {
      return await this.listed;
    } catch (error) {
      this.listed = undefined;
      signal.throwIfAborted();
      throw this.lose(error, 'could not say which tools it has');
    }
  }

  async call(tool: string, args: Record<string, unknown>, signal: AbortSignal): Promise<ForeignReply> {
    const { silentMs, callMs } = this.limits;
    const options = {
      signal,
      timeout: silentMs,
      maxTotalTimeout: callMs,
      resetTimeoutOnProgress: true,
      onprogress: () => {},
    };
    try {
      const request = { method: 'tools/call' as const, params: { name: tool, arguments: args } };
      return readContent(await this.client.request(request, CallToolResultSchema, options));
    } catch (error) {
      signal.throwIfAborted();
      // What it says of the call is an answer, and its words are its own.
      const isAnswer = error instanceof McpError && !isTimeout(error) && !lostBehind(error);
      if (isAnswer && this.reach.failure === undefined)
        return { parts: [{ type: 'text', text: error.message }], failed: true };
      throw this.lose(error, 'did not answer');
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.client.close().catch(() => {}); // It may be gone already.
  }

  /** As explain, of a request that was made; where nothing can be asked of the server any more, it counts as closed. */
  private lose(error: unknown, what: string): ServerError {
    const { failure } = this.reach;
    const ended = failure !== undefined && failure.type !== 'signIn';
    const lost = lostBehind(error);
    const fate = lost?.fate ?? (ended ? 'unknown' : undefined);
    if (failure || fate === 'unrun') this.closed = true;
    return this.explain(lost ?? error, what, fate);
  }

  /** An error in words that say whose it is. */
  explain(error: unknown, what: string, fate?: LostRequest['fate']): ServerError {
    const { failure } = this.reach;
    const lastWords = redactSecrets(this.reach.lastWords);
    // It may be the server's own.
    const detail = oneLine(truncate(error instanceof Error ? error.message : String(error), MAX_REASON));
    const problem = failure ?? (isTimeout(error) ? { type: 'timeout' } : { type: 'other', detail });
    const asked =
      this.declined.size > 0 ? ` It asked for ${[...this.declined].join(', ')}, which Ask Kimi does not do.` : '';
    const words = lastWords === '' ? '' : ` Its last words (untrusted): ${JSON.stringify(lastWords)}`;
    const done = fate === 'unknown' ? ' What it was asked for may have been done: check before you ask again.' : '';
    const message = `The tool server "${this.name}" ${what}: ${describeProblem(problem)}.${done}${asked}${words}`;
    return new ServerError(this.name, message, problem, { lastWords, fate, cause: error });
  }

  private async list(signal: AbortSignal): Promise<ServerTool[]> {
    const tools: ServerTool[] = [];
    const cursors = new Set<string>();
    let cursor: string | undefined;
    do {
      const params = cursor === undefined ? {} : { cursor };
      const options = { signal, timeout: this.limits.startMs };
      const page = await this.client.request({ method: 'tools/list', params }, ListToolsResultSchema, options);
      for (const { name, title, description = '', inputSchema, annotations } of page.tools) {
        const repeatable = annotations?.readOnlyHint === true || annotations?.idempotentHint === true;
        tools.push({ name, description: description || (title ?? ''), schema: inputSchema, repeatable });
      }
      cursor = page.nextCursor;
      if (cursor === undefined || cursors.has(cursor)) break;
      cursors.add(cursor);
    } while (tools.length < MAX_TOOLS && cursors.size < MAX_PAGES);
    return tools.slice(0, MAX_TOOLS);
  }
}

/** A server's own words are never a LostRequest. */
function lostBehind(error: unknown): LostRequest | undefined {
  const cause = error instanceof McpError ? error.data : error;
  return cause instanceof LostRequest ? cause : undefined;
}

function isTimeout(error: unknown): boolean {
  return error instanceof McpError && error.code === ErrorCode.RequestTimeout;
}
