import path from 'node:path';
import type { ForeignDefinition, ForeignSource, ServerLaunch } from '../../../agent/events/externalTools.ts';
import { checkDescribed } from '../externalDefinitions.ts';
import type { ForeignCaller } from '../externalTool.ts';
import { inputsOf, launchError, resolveLaunch, shownLaunch } from './resolveLaunch.ts';
import { readServersFile, type ServerConfig, type ServerInput, type ServersFile, specHash } from './serverConfig.ts';
import type { Connection, ServerTool } from './serverConnection.ts';
import { ServerError } from './serverError.ts';

export interface ToolServerParts {
  /** The absolute paths of the open folders. */
  folders(): readonly string[];
  /** The user trusts them; without that nothing is started. */
  trusted(): boolean;
  environment(): NodeJS.ProcessEnv;
  /** The user's own, never a folder's: what they agreed to, by the key of each server. */
  agreements: { get(key: string): string | undefined; keep(key: string, hash: string): Promise<void> };
  /** What the user entered for an input of a server that is about to start, or enters now; undefined where they do not. */
  enter(config: ServerConfig, input: ServerInput): Promise<string | undefined>;
  /** What they entered did not do: they are to enter it again. */
  forgetEntered(config: ServerConfig, input: ServerInput): Promise<void>;
  /** Of a file's text; undefined where there is none. */
  readFile(path: string): Promise<string | undefined>;
}

export type ServerSource = Extract<ForeignSource, { type: 'server' }>;

interface Running {
  hash: string;
  connection: Promise<Connection>;
}

/**
 * The servers of tools that the open folders configure, in their `.vscode/mcp.json`. None starts before the user has agreed to
 * exactly what would be started; they run until the window closes.
 */
export class ToolServers {
  private readonly parts: ToolServerParts;
  private readonly running = new Map<string, Running>();
  private readonly ending = new AbortController();

  constructor(parts: ToolServerParts) {
    this.parts = parts;
  }

  /** What the folders configure, as it stands. */
  async files(): Promise<(ServersFile & { folder: string })[]> {
    return await Promise.all(
      this.parts.folders().map(async (folder) => {
        const json = await this.parts.readFile(path.join(folder, '.vscode', 'mcp.json'));
        return { folder, ...readServersFile(folder, json ?? '') };
      }),
    );
  }

  /** How it would be reached, and whether the user has agreed to that; `changed` where they agreed to something else. */
  consent(config: ServerConfig): { launch: ServerLaunch; state: 'agreed' | 'changed' | 'new' } {
    const agreed = this.parts.agreements.get(keyOf(config));
    const state = agreed === specHash(config) ? 'agreed' : agreed === undefined ? 'new' : 'changed';
    return { launch: shownLaunch(config), state };
  }

  async agree(config: ServerConfig): Promise<void> {
    await this.parts.agreements.keep(keyOf(config), specHash(config));
  }

  /** Starts the server where it does not run. Rejects with an Error that says what to do. */
  async tools(config: ServerConfig, signal: AbortSignal): Promise<ServerTool[]> {
    return await twice(
      async () => (await this.connect(config, signal)).tools(signal),
      signal,
      () => true,
    );
  }

  runs(config: ServerConfig): boolean {
    return this.running.get(keyOf(config))?.hash === specHash(config);
  }

  caller(source: ServerSource, definition: ForeignDefinition): ForeignCaller {
    const { tool } = definition;
    return {
      prepare: async (context) => {
        if (!this.parts.trusted()) return { type: 'cancelled', cause: 'untrusted' };
        const config = await this.find(source);
        const { launch, state } = this.consent(config);
        if (state === 'agreed') return undefined;
        const decision = await context.approve({
          type: 'server',
          server: source.server,
          launch,
          changed: state === 'changed',
        });
        if (decision.type === 'rejected' || decision.type === 'cancelled') return decision;
        await this.agree(config);
        return undefined;
      },
      call: async (args, signal) => {
        let repeatable = true;
        // A server that is started or connected to again may be another: all is checked again.
        const call = async () => {
          const connection = await this.connect(await this.find(source), signal);
          const tools = await connection.tools(signal);
          const live = tools.find(({ name }) => name === tool);
          if (!live) throw new Error(`The tool server "${source.server}" no longer has the tool "${tool}".`);
          checkDescribed(definition, live);
          ({ repeatable } = live);
          return await connection.call(tool, args, signal);
        };
        return await twice(call, signal, () => repeatable);
      },
    };
  }

  /** Ends all servers. */
  async close(): Promise<void> {
    this.ending.abort(new Error('The window closes.'));
    const servers = [...this.running.values()];
    this.running.clear();
    await Promise.all(servers.map(async ({ connection }) => (await connection.catch(() => undefined))?.close()));
  }

  private async find({ folder, server }: ServerSource): Promise<ServerConfig> {
    const file = (await this.files()).find((candidate) => candidate.folder === folder);
    const config = file?.servers.find(({ name }) => name === server);
    if (config) return config;
    const fault = file?.faults.find(
      (candidate) => candidate.server === undefined || candidate.server === server,
    )?.fault;
    const why = file ? (fault ?? 'it is not configured there any more') : 'that folder is not open';
    throw new Error(`There is no tool server "${server}" in ${path.join(folder, '.vscode', 'mcp.json')}: ${why}.`);
  }

  private async connect(config: ServerConfig, signal: AbortSignal): Promise<Connection> {
    const [key, hash] = [keyOf(config), specHash(config)];
    if (!this.parts.trusted()) throw new Error('The person does not trust this folder: its tool servers are off.');
    if (this.parts.agreements.get(key) !== hash)
      throw new Error(`The tool server "${config.name}" was changed meanwhile, and the person has not agreed to that.`);
    const known = this.running.get(key);
    const connection = known ? await untilAborted(known.connection, signal).catch(() => undefined) : undefined;
    signal.throwIfAborted();
    if (known?.hash === hash && connection && !connection.closed) return connection;
    await connection?.close();
    // Another call may have started it while this one waited.
    const current = this.running.get(key);
    const fresh = current && current !== known ? current : { hash, connection: this.start(config) };
    this.running.set(key, fresh);
    return await untilAborted(fresh.connection, signal);
  }

  private async start(config: ServerConfig): Promise<Connection> {
    const wanted = await this.inputs(config);
    const inputs = await this.enterAll(config, wanted);
    const target = await resolveLaunch(config, {
      environment: this.parts.environment(),
      inputs,
      readFile: (file) => this.parts.readFile(file),
    });
    const { connectServer } = await import('./connectServer.ts');
    try {
      return await connectServer(config.name, target, this.ending.signal);
    } catch (error) {
      for (const input of wanted) await this.parts.forgetEntered(config, input);
      throw error;
    }
  }

  private async inputs(config: ServerConfig): Promise<ServerInput[]> {
    const wanted = inputsOf(config);
    const file = (await this.files()).find(({ folder }) => folder === config.folder);
    return file?.inputs.filter(({ id }) => wanted.has(id)) ?? [];
  }

  private async enterAll(config: ServerConfig, inputs: readonly ServerInput[]): Promise<Map<string, string>> {
    const entered = new Map<string, string>();
    for (const input of inputs) {
      const value = await this.parts.enter(config, input);
      if (value === undefined) throw launchError(config, { type: 'notEntered', name: input.id });
      entered.set(input.id, value);
    }
    return entered;
  }
}

/** Once more where a server was lost: what may have been done is repeated only where that does no harm. */
async function twice<T>(work: () => Promise<T>, signal: AbortSignal, repeatable: () => boolean): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    const fate = error instanceof ServerError ? error.fate : undefined;
    if (fate === undefined || (fate === 'unknown' && !repeatable())) throw error;
    return await work();
  }
}

/** Names a server among all folders of this machine. */
export function keyOf({ folder, name }: Pick<ServerConfig, 'folder' | 'name'>): string {
  return `${folder}\n${name}`;
}

/** Rejects with the signal's reason once aborted; the work goes on. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
