import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type {
  ActionRequest,
  EditRequest,
  Question,
  Refusal,
  Tool,
  ToolContext,
  ToolResult,
} from '../../../src/agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../../src/agent/contracts/workspace.ts';
import type { Answer, Decision } from '../../../src/agent/events/events.ts';
import { parseArguments } from '../../../src/agent/toolArguments.ts';
import { isSecret } from '../../../src/gate/sensitivePaths.ts';
import { targetOf } from '../../../src/session/edits/realPath.ts';
import { SessionJobs } from '../../../src/session/jobs/sessionJobs.ts';
import { builtinTools } from '../../../src/tools/builtinTools.ts';
import { NO_LANGUAGES } from '../support/noLanguages.ts';
import { NO_TASKS } from '../support/noTasks.ts';

/** What a user would do, and what they and the session would have seen of a call. */
export interface Person {
  /** Decisions in the order in which they are asked for; 'accepted' when there are no more. */
  decisions?: Decision[];
  /** Called for each action that is asked about. */
  onRequest?: (request: ActionRequest) => void;
  /** Whether they agree, before `decisions` count. */
  agrees?: (request: ActionRequest) => boolean;
  /** What they say to a question; they skip it when there is nothing here. */
  answers?: (question: Question) => Answer | Refusal;
  /** Called for each piece of output. */
  onProgress?: (text: string) => void;
  /** What undecided proposals make of files; null: gone. */
  proposals?: Map<string, string | null>;
  signal?: AbortSignal;
  newProblems?: ReturnType<ToolContext['newProblems']>;
}

export interface Ran extends ToolResult {
  /** The text of the output. */
  text: string;
  requests: ActionRequest[];
  progress: string;
  kept: Map<string, Uint8Array>;
}

/** Runs a tool as the agent does: arguments from JSON, accepted edits on disk. */
export async function runTool(workspace: Workspace, name: string, args: unknown, person: Person = {}): Promise<Ran> {
  return await runWith(toolNamed(workspace, name), args, person, workspace);
}

/** As runTool, a tool that may be none of the built-in ones; `workspace` where it edits. */
export async function runWith(tool: Tool, args: unknown, person: Person = {}, workspace?: Workspace): Promise<Ran> {
  const decisions = [...(person.decisions ?? [])];
  const ran = { requests: [] as ActionRequest[], progress: '', kept: new Map<string, Uint8Array>() };
  const approve = async (request: ActionRequest): Promise<Decision> => {
    if (request.type === 'read' && readsFreely(request)) return { type: 'accepted' };
    ran.requests.push(request);
    person.onRequest?.(request);
    if (person.agrees?.(request) === false) return { type: 'rejected' };
    const decision: Decision = decisions.shift() ?? { type: 'accepted' };
    if (workspace && request.type === 'edit' && decision.type === 'accepted') {
      assert.equal(await apply(workspace, request), 'applied');
    }
    return decision;
  };
  const jobs = workspace ? jobsOf(workspace) : new SessionJobs({ start: fails, folder: '', onProblem: fails });
  const context: ToolContext = {
    signal: person.signal ?? new AbortController().signal,
    progress(text) {
      ran.progress += text;
      person.onProgress?.(text);
    },
    approve,
    async approveAll(requests) {
      const given: Decision[] = [];
      for (const request of requests) given.push(await approve(request));
      return given;
    },
    mayRead: async (file) => readsFreely(file),
    ask: async (question) => person.answers?.(question) ?? { type: 'rejected' },
    proposedText: async ({ absolutePath }) => person.proposals?.get(absolutePath),
    recordChanges: (work) => work(),
    newProblems: async () => await person.newProblems,
    askApproval: async () => ({ type: 'rejected' }),
    delegate: async () => {
      throw new Error('No session runs here that a helper could work in.');
    },
    jobs: {
      start: (spec, onOutput) => jobs.start(`1.${jobs.list().length}`, spec, onOutput),
      list: () => jobs.list(),
    },
    async keep(bytes) {
      const ref = createHash('sha256').update(bytes).digest('hex');
      ran.kept.set(ref, bytes);
      return ref;
    },
  };
  const result = await tool.run(parseArguments(tool, JSON.stringify(args)), context);
  const text =
    typeof result.output === 'string'
      ? result.output
      : result.output.map((part) => (part.type === 'text' ? part.text : '')).join('');
  return { ...result, ...ran, text };
}

const JOBS = new WeakMap<Workspace, SessionJobs>();

/** The commands that the tools started in a workspace. */
export function jobsOf(workspace: Workspace): SessionJobs {
  const jobs =
    JOBS.get(workspace) ??
    new SessionJobs({
      start: (spec, onOutput) => workspace.startCommand(spec, onOutput),
      folder: path.join(tmpdir(), `ask-kimi-output-${randomUUID()}`),
      onProblem: fails,
    });
  JOBS.set(workspace, jobs);
  return jobs;
}

function fails(problem: unknown): never {
  throw problem;
}

async function apply(workspace: Workspace, request: EditRequest): Promise<'applied' | 'conflict'> {
  const { to, before, after, binary } = request;
  const target = targetOf(request);
  if (to) return await workspace.renameFile(target, targetOf(to), () => {});
  if (binary) return await workspace.writeBytes(target, binary, null);
  return await workspace.applyEdit({ ...target, before, after });
}

function toolNamed(workspace: Workspace, name: string): Tool {
  const tool = builtinTools({ workspace, languages: NO_LANGUAGES, tasks: NO_TASKS }).find(
    (candidate) => candidate.name === name,
  );
  assert(tool, `no tool ${name}`);
  return tool;
}

/** As the gate has it. */
function readsFreely({ inside, real }: ResolvedPath): boolean {
  return inside && !isSecret(real);
}
