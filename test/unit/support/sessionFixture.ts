import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ForeignTools, Tool } from '../../../src/agent/contracts/tool.ts';
import type { WorkspaceFolder } from '../../../src/agent/contracts/workspace.ts';
import type { Entry } from '../../../src/agent/events/events.ts';
import type { Approvals } from '../../../src/gate/judge.ts';
import type { Rule } from '../../../src/gate/rules.ts';
import { type Endpoint, resolveEndpoint } from '../../../src/kimi/endpoint/endpoints.ts';
import type { PresetId } from '../../../src/kimi/endpoint/presets.ts';
import { createKimiModel } from '../../../src/kimi/kimiModel.ts';
import { type ChatSession, openSession } from '../../../src/session/chatSession.ts';
import { WindowWrites } from '../../../src/session/checkpoints/windowWrites.ts';
import { importSession } from '../../../src/session/importExport/importSession.ts';
import { readSessionFile } from '../../../src/session/importExport/readSessionFile.ts';
import type { WindowJobs } from '../../../src/session/jobs/windowJobs.ts';
import { openStore, type Store } from '../../../src/session/log/store.ts';
import type { SessionParts } from '../../../src/session/sessionParts.ts';
import type { Block, Transcript } from '../../../src/shared/transcript/reduce.ts';
import { builtinTools } from '../../../src/tools/builtinTools.ts';
import type { DialectId } from '../../simulator/dialects.ts';
import type { Scenario } from '../../simulator/scenario.ts';
import { type Simulator, startSimulator } from '../../simulator/startSimulator.ts';
import { FolderWorkspace } from './folderWorkspace.ts';
import { headlessParts } from './headlessParts.ts';
import { NO_LANGUAGES } from './noLanguages.ts';
import { NO_TASKS } from './noTasks.ts';
import { WordLanguages } from './wordLanguages.ts';

/** The whole agent without VS Code: the real session, loop, tools and client, a folder on disk and the simulator. */
export interface SessionFixture extends AsyncDisposable {
  folder: string;
  workspace: FolderWorkspace;
  simulator: Simulator;
  store: Store;
  /** Where the sessions' logs are. */
  storage: string;
  session: ChatSession;
  /** The commands of the newest window. */
  readonly jobs: WindowJobs;
  /** What the window's editor writes for the user is reported here. */
  writes: WindowWrites;
  setApprovals(approvals: Approvals): void;
  /** The simulator, as the session's next turn knows it. */
  readonly endpoint: Endpoint;
  setEndpoint(change: Partial<Endpoint>): void;
  /** Opens a session as another process would: `holder` names the window, which has the fixture's folder open, or another. */
  open(id?: string, holder?: string, window?: FolderWorkspace): Promise<ChatSession>;
  /** The sessions as another window sees them. */
  storeOf(holder: string): Store;
  /** Opens what an exported session's file says, as a session of its own. */
  importFile(bytes: Uint8Array): Promise<ChatSession>;
  read(file: string): Promise<string>;
  write(file: string, content: string | Uint8Array): Promise<void>;
}

export async function startFixture(options: {
  scenario: Scenario;
  files?: Record<string, string | Uint8Array>;
  /** The open folders, in the fixture's own. Default: that alone. */
  folders?: WorkspaceFolder[];
  approvals?: Approvals;
  /** Default: the workspace is trusted. */
  trusted?: boolean;
  rules?: Rule[];
  /** US dollars. */
  spendingLimit?: number;
  /** Default: sessions are called after their first prompt. */
  titles?: boolean;
  /** Limits of a turn. */
  steps?: number;
  minutes?: number;
  /** US dollars. */
  cost?: number;
  /** Beside those that are built in. */
  tools?: Tool[];
  /** Tools from elsewhere, for a project in this folder. */
  foreign?: (folder: string) => ForeignTools;
  /** A language server is there: see WordLanguages. */
  served?: boolean;
  /** See KimiModelOptions. */
  patience?: { idleMs?: number; firstByteMs?: number };
  /** Tokens that the simulator takes, whatever the session takes it for. */
  contextWindow?: number;
  /** The provider that the simulator speaks like. Default: Moonshot. */
  dialect?: DialectId;
  /** What is known of the provider. Default: nothing, as of a custom endpoint. */
  preset?: PresetId;
  /** What is known of the simulator beside its address, in place of what is of a custom endpoint. */
  endpoint?: Partial<Endpoint>;
}): Promise<SessionFixture> {
  const root = await mkdtemp(path.join(tmpdir(), 'ask-kimi-'));
  const folder = path.join(root, 'project');
  const storage = path.join(root, 'sessions');
  await mkdir(folder);
  const write = async (file: string, content: string | Uint8Array) => {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), content);
  };
  for (const [file, content] of Object.entries(options.files ?? {})) await write(file, content);

  const { scenario, dialect = 'moonshot', preset = 'custom' } = options;
  const { contextWindow } = options;
  const simulator = await startSimulator({
    scenario,
    dialect,
    ...(contextWindow === undefined ? {} : { contextWindow }),
  });
  const resolved = resolveEndpoint({ endpoint: preset, baseUrl: simulator.url, model: '' });
  assert('baseUrl' in resolved);
  const { url } = simulator;
  let endpoint: Endpoint = {
    ...resolved,
    baseUrl: url,
    origin: new URL(url).origin,
    place: 'machine',
    ...options.endpoint,
  };
  const folders = options.folders?.map(({ name, path: inner }) => ({ name, path: path.join(folder, inner) }));
  const workspace = new FolderWorkspace(...(folders ?? [folder]));
  const languages = options.served ? new WordLanguages(workspace) : NO_LANGUAGES;
  let approvals = options.approvals ?? 'ask';
  const rules: Rule[] = [...(options.rules ?? [])];
  const opened: ChatSession[] = [];
  const foreign = options.foreign?.(folder);
  const windows: WindowJobs[] = [];
  const windowWrites = new WindowWrites();
  const writes = new Map([['window', windowWrites]]);
  const partsOf = (holder: string, window = workspace): SessionParts => {
    const parts = headlessParts({
      storage,
      holder,
      workspace: window,
      model: async ({ readBlob, uploads }) =>
        createKimiModel({
          endpoint,
          key: 'sk-of-the-tests',
          readBlob,
          uploads,
          ...options.patience,
        }),
    });
    windows.push(parts.jobs);
    writes.set(holder, writes.get(holder) ?? parts.writes);
    return {
      ...parts,
      writes: writes.get(holder) ?? parts.writes,
      tools: [...builtinTools({ workspace: window, languages, tasks: NO_TASKS }), ...(options.tools ?? [])],
      ...(foreign ? { foreign } : {}),
      permissions: {
        ...parts.permissions,
        approvals: () => approvals,
        trusted: () => options.trusted ?? true,
        rules: () => rules,
        keepRule: async (rule) => {
          rules.push(rule);
        },
      },
      titles: () => options.titles ?? false,
      spendingLimit: () => options.spendingLimit,
      limits: () => ({ steps: options.steps, minutes: options.minutes, cost: options.cost }),
    };
  };
  const open = async (id?: string, holder = 'window', window = workspace) => {
    const session = await openSession(partsOf(holder, window), id);
    opened.push(session);
    return session;
  };
  return {
    folder,
    workspace,
    simulator,
    storage,
    store: openStore(storage, 'window'),
    session: await open(),
    get jobs() {
      const newest = windows.at(-1);
      assert(newest);
      return newest;
    },
    writes: windowWrites,
    setApprovals: (value) => {
      approvals = value;
    },
    get endpoint() {
      return endpoint;
    },
    setEndpoint: (change) => {
      endpoint = { ...endpoint, ...change };
    },
    open,
    storeOf: (holder) => openStore(storage, holder),
    importFile: async (bytes) => await open(await importSession(partsOf('window'), readSessionFile(bytes, 'day.json'))),
    read: (file) => readFile(path.join(folder, file), 'utf8'),
    write,
    async [Symbol.asyncDispose]() {
      for (const session of opened) await session.close();
      for (const jobs of windows) await jobs.stopAll();
      await simulator.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Resolves as soon as the transcript is as wanted, which it may be already. */
export async function until(session: ChatSession, wanted: (transcript: Transcript) => boolean): Promise<void> {
  if (wanted(session.transcript)) return;
  await new Promise<void>((resolve) => {
    const end = session.onEntries(() => {
      if (!wanted(session.transcript)) return;
      end();
      resolve();
    });
  });
}

/** The first block of a type; fails the test when there is none. */
export function blockOf<T extends Block['type']>(session: ChatSession, type: T): Extract<Block, { type: T }> {
  const block = session.transcript.blocks.find((candidate) => candidate.type === type);
  assert(block, `no ${type} block in ${session.transcript.blocks.map((candidate) => candidate.type).join(', ')}`);
  return block as Extract<Block, { type: T }>;
}

/** Fails for a call that ended in an error: of a script that is to run through, a step that did nothing proves nothing. */
export function assertNoErrors({ transcript }: ChatSession): void {
  const failed = transcript.blocks.flatMap((block) =>
    'output' in block && typeof block.output === 'string' && block.output.startsWith('ERROR') ? [block.output] : [],
  );
  assert.deepEqual(failed, []);
}

export function blockTypes(session: ChatSession): string[] {
  return session.transcript.blocks.map((block) => block.type);
}

/** The id of the first action that waits for the user. */
export function pendingAction(session: ChatSession): string {
  const block = session.transcript.blocks.find(
    (candidate) => 'action' in candidate && candidate.state === 'pending' && candidate.action !== undefined,
  );
  assert(block && 'action' in block && block.action !== undefined, 'no action is pending');
  return block.action;
}

export function isPending(transcript: Transcript): boolean {
  return transcript.blocks.some((block) => 'action' in block && block.state === 'pending');
}

/** The entries of a session's log, as they stand on disk. */
export async function logOf(fixture: SessionFixture, id: string): Promise<Entry[]> {
  const text = await readFile(path.join(fixture.storage, id, 'log.jsonl'), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Entry);
}

export function prompt(text: string): { text: string; attachments: [] } {
  return { text, attachments: [] };
}
