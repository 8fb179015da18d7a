import { RedactingStream } from '../util/secrets/redactingStream.ts';
import { redactSecrets } from '../util/secrets/redactSecrets.ts';
import type { Jobs } from './contracts/jobs.ts';
import { describeMediaRefusal } from './contracts/media.ts';
import { failureOf, type Model, type ModelEvent, type ToolDefinition } from './contracts/model.ts';
import type {
  ActionRequest,
  EditRequest,
  HelperAnswer,
  HelperTask,
  Question,
  Refusal,
  Tool,
  ToolContext,
  ToolResult,
} from './contracts/tool.ts';
import type { NewProblems, ResolvedPath } from './contracts/workspace.ts';
import type {
  AgentEvent,
  Answer,
  Approval,
  CallKey,
  Decision,
  Failure,
  FailureCode,
  FinishReason,
  ToolOutput,
  TurnOutcome,
} from './events/events.ts';
import { isOverflow } from './history/compaction.ts';
import type { History, OpenCall } from './history/history.ts';
import { LoopDetector } from './loopDetector.ts';
import { type DataKind, markUntrusted } from './results/markUntrusted.ts';
import { untilStopped, whileOpen } from './stoppable.ts';
import { parseArguments } from './toolArguments.ts';
import { toolDefinition } from './toolDefinition.ts';

/** What a step waits for language tools, in all: its edits are on disk by then. */
const PROBLEMS_WITHIN_MS = 1_500;

/** What a turn needs of the session that it runs in. */
export interface TurnParts {
  sessionId: string;
  model: Model;
  tools: readonly Tool[];
  /** Follows every event that is emitted. */
  history: History;
  emit(event: AgentEvent): void;
  /**
   * Decides an action, asking the user where needed. `waiting` is called when it does, and when an edit has been proposed: the
   * next call can begin.
   */
  approve(
    call: CallKey,
    request: ActionRequest,
    waiting: () => void,
    signal: AbortSignal,
    /** The tool that asks, where it is not the call's own but a helper's. */
    tool?: string,
  ): Promise<Decision>;
  /** See ToolContext; `waiting` is called when the edits have been proposed. */
  approveAll(
    call: CallKey,
    requests: readonly EditRequest[],
    waiting: () => void,
    signal: AbortSignal,
  ): Promise<Decision[]>;
  /** See ToolContext. */
  mayRead(call: CallKey, file: ResolvedPath, tool?: string): Promise<boolean>;
  /** Asks the user; `waiting` is called when it does. */
  ask(call: CallKey, question: Question, waiting: () => void, signal: AbortSignal): Promise<Answer | Refusal>;
  /** See ToolContext; `waiting` is called when the user is asked. */
  askApproval(call: CallKey, plan: string, waiting: () => void, signal: AbortSignal): Promise<Approval | Refusal>;
  /** Why no further model call may be made now; undefined where one may. */
  hindrance(): Failure | undefined;
  /** See ToolContext. */
  proposedText(call: CallKey, file: ResolvedPath): Promise<string | null | undefined>;
  /** What the edits since the last time did to the problems of their files, by the call that wrote each file last. */
  newProblems(signal: AbortSignal): Promise<ReadonlyMap<CallKey, NewProblems>>;
  keep: ToolContext['keep'];
  /** See ToolContext. */
  jobs(call: CallKey): Jobs;
  /** See ToolContext. */
  recordChanges<T>(call: CallKey, work: () => Promise<T>, command?: string): Promise<T>;
  /**
   * The result of a call that proposed edits before the window closed, told from the decisions on them, which may be yet to come.
   * Undefined for any other call.
   */
  decided(call: CallKey, waiting: () => void, signal: AbortSignal): Promise<ToolResult | undefined>;
  /** See ToolContext; `tell` gets lines of what the helper does. */
  delegate(call: CallKey, task: HelperTask, tell: (line: string) => void, signal: AbortSignal): Promise<HelperAnswer>;
  /** Adds what the user wrote since the turn began, where a message may stand. */
  steer(): void;
  /**
   * Has the model write a note that takes the place of the conversation's beginning: before a step where the context nears the
   * window, or after the endpoint refused one as too long. Resolves with whether there is more room now.
   */
  makeRoom(cause: 'window' | 'overflow', tools: readonly ToolDefinition[], signal: AbortSignal): Promise<boolean>;
  /** Called as the agent is about to rest. */
  rest(): Promise<void>;
}

/**
 * Runs the model and its tool calls in turn until the model has nothing more to call, the user stops it (`signal`), or a
 * step fails for good. The history says where to begin, so an interrupted turn goes on by running again.
 * Every call is answered, whatever happens; the answer to a stopped one says so.
 */
export async function runTurn(parts: TurnParts, signal: AbortSignal): Promise<void> {
  const outcome = await loop(parts, signal);
  await parts.rest();
  parts.emit({ type: 'turn.finished', outcome });
}

async function loop(parts: TurnParts, signal: AbortSignal): Promise<TurnOutcome> {
  const definitions = parts.tools.map(toolDefinition);
  const repeated = new LoopDetector();
  for (;;) {
    await runCalls(parts, [...parts.history.open.values()], repeated, signal);
    if (signal.aborted) return { type: 'stopped' };
    if (repeated.stopped !== undefined)
      return { type: 'failed', failure: { code: 'repetition', detail: repeated.stopped } };
    parts.steer();
    if (!parts.history.awaitsModel) return { type: 'completed' };
    const failure = parts.hindrance();
    if (failure) return { type: 'failed', failure };
    const ending = await runFittingStep(parts, definitions, signal);
    if (ending) return ending;
  }
}

/**
 * As runStep, with room for it: one that the endpoint refuses as too long is tried once more where a compaction makes room.
 * What a compaction costs counts to the limits like a step.
 */
async function runFittingStep(
  parts: TurnParts,
  tools: ToolDefinition[],
  signal: AbortSignal,
): Promise<TurnOutcome | undefined> {
  const compacted = await parts.makeRoom('window', tools, signal);
  if (signal.aborted) return { type: 'stopped' };
  const failure = compacted ? parts.hindrance() : undefined;
  if (failure) return { type: 'failed', failure };
  const ending = await runStep(parts, tools, signal);
  if (ending?.type !== 'failed' || !isOverflow(ending.failure)) return ending;
  if (!(await parts.makeRoom('overflow', tools, signal))) return signal.aborted ? { type: 'stopped' } : ending;
  const further = parts.hindrance();
  return further ? { type: 'failed', failure: further } : await runStep(parts, tools, signal);
}

/** One model call. Undefined when the turn goes on with its tool calls or is complete. */
async function runStep(
  parts: TurnParts,
  tools: ToolDefinition[],
  signal: AbortSignal,
): Promise<TurnOutcome | undefined> {
  const { sessionId, model, history } = parts;
  parts.emit({ type: 'step.started' });
  let finish: FinishReason | undefined;
  let called = false;
  try {
    await model.stream(
      { sessionId, messages: history.messages, tools },
      (event) => {
        if (event.type === 'finished') finish = event.finish;
        if (event.type === 'toolCall' || event.type === 'restarted') called = event.type === 'toolCall';
        parts.emit(asAgentEvent(event));
      },
      signal,
    );
  } catch (error) {
    parts.emit({ type: 'step.interrupted', cause: signal.aborted ? 'stopped' : 'failed' });
    return signal.aborted ? { type: 'stopped' } : { type: 'failed', failure: failureOf(error) };
  }
  const code = history.open.size > 0 ? undefined : shortfall(finish, called, history);
  return code ? { type: 'failed', failure: { code, detail: '' } } : undefined;
}

/** What keeps a reply that calls nothing from being an answer. One that adds nothing would be asked for again without end. */
function shortfall(
  finish: FinishReason | undefined,
  called: boolean,
  { awaitsModel }: History,
): FailureCode | undefined {
  if (finish === 'length' && called) return 'truncatedCall';
  if (finish === 'length') return awaitsModel ? 'truncatedReasoning' : 'truncated';
  if (finish === 'content_filter') return 'contentFilter';
  return awaitsModel ? 'emptyReply' : undefined;
}

function asAgentEvent(event: ModelEvent): AgentEvent {
  switch (event.type) {
    case 'reasoning':
      return { type: 'reasoning.delta', text: event.text };
    case 'content':
      return { type: 'content.delta', text: event.text };
    case 'toolCall':
      return { ...event, type: 'toolCall.delta' };
    case 'waiting':
      return { ...event, type: 'step.waiting' };
    case 'restarted':
      return { type: 'step.restarted' };
    case 'mediaGone':
      return { type: 'media.gone', blobs: event.blobs };
    case 'mediaRefused':
      return { ...event, type: 'media.refused' };
    case 'finished':
      return { ...event, type: 'step.finished' };
  }
}

/**
 * Reads run at the same time; edits are proposed in call order and wait for their decisions together; the rest runs alone.
 * What the edits did to problems is asked once, when every call has done its work, and waits for no longer than the limit.
 */
async function runCalls(
  parts: TurnParts,
  calls: OpenCall[],
  repeated: LoopDetector,
  signal: AbortSignal,
): Promise<void> {
  const kindOf = (call: OpenCall) => parts.tools.find((tool) => tool.name === call.name)?.kind ?? 'run';
  let group: Promise<void>[] = [];
  let groupKind: string | undefined;
  const finish = finisher(parts);
  const finished: Promise<void>[] = [];
  const problems = Promise.withResolvers<ReadonlyMap<CallKey, NewProblems>>();
  // An edit that was made says so, also where a call beside it does not end.
  const tellNone = () => problems.resolve(new Map());
  signal.addEventListener('abort', tellNone);
  for (const call of calls) {
    const kind = kindOf(call);
    if (kind !== groupKind || kind === 'run') {
      await Promise.all(group);
      group = [];
      groupKind = kind;
    }
    const { promise: waits, resolve: waiting } = Promise.withResolvers<void>();
    const { promise: worked, resolve: hasWorked } = Promise.withResolvers<void>();
    const newProblems = async () => {
      hasWorked();
      return (await problems.promise).get(call.key);
    };
    const result = repeated.admits(call)
      ? runCall(parts, call, { waiting, newProblems }, signal)
      : Promise.resolve(failed('This same call was made too often. The turn is paused.'));
    const done = result.then((ended) => finish(call.key, repeated.remark(call, ended)));
    finished.push(done);
    group.push(Promise.race([done, worked]));
    if (kind === 'edit') await Promise.race([done, worked, waits]);
  }
  await Promise.all(group);
  problems.resolve(parts.newProblems(AbortSignal.any([signal, AbortSignal.timeout(PROBLEMS_WITHIN_MS)])));
  await Promise.all(finished);
  signal.removeEventListener('abort', tellNone);
}

/** Tells of results. Media are judged one result after another, so that together they keep to the endpoint's limits. */
function finisher({ model, history, emit }: TurnParts): (call: CallKey, result: ToolResult) => Promise<void> {
  let judged = Promise.resolve();
  const tell = (call: CallKey, { output, display, failed = false }: ToolResult) =>
    emit({ type: 'tool.finished', call, output, display, failed });
  return async (call, result) => {
    const output = redacted(result.output);
    if (typeof output === 'string') return tell(call, { ...result, output });
    judged = judged.then(async () => {
      const refusal = await model.refusal(history.messages, output);
      tell(call, refusal ? withoutMedia({ ...result, output }, describeMediaRefusal(refusal)) : { ...result, output });
    });
    await judged;
  };
}

function redacted(output: ToolOutput): ToolOutput {
  if (typeof output === 'string') return redactSecrets(output);
  return output.map((part) => (part.type === 'text' ? { ...part, text: redactSecrets(part.text) } : part));
}

/** A tool from elsewhere says more than its pictures show; to look at a file without seeing it is a failure. */
function withoutMedia(result: ToolResult, refusal: string): ToolResult {
  if (result.display.type !== 'foreign' || typeof result.output === 'string') return failed(refusal);
  const texts = result.output.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return { ...result, output: [...texts, `[Its images are left out: ${refusal}]`].join('\n') };
}

/** What a call has of the step that it is part of. */
interface StepParts {
  /** Called when the call asks the user. */
  waiting: () => void;
  newProblems: ToolContext['newProblems'];
}

/** As runToEnd, also where the tool does not end when the turn is stopped: what becomes of it then counts no more. */
async function runCall(parts: TurnParts, call: OpenCall, step: StepParts, signal: AbortSignal): Promise<ToolResult> {
  let over = false;
  const result = await untilStopped(
    runToEnd(parts, call, step, signal, () => over),
    signal,
  );
  over = true;
  return result ?? failed('The user stopped this call. Whether it took effect is unknown: check before you go on.');
}

/** Runs a call to a result; whatever goes wrong becomes a result that the model can act on. */
async function runToEnd(
  parts: TurnParts,
  call: OpenCall,
  step: StepParts,
  signal: AbortSignal,
  isOver: () => boolean,
): Promise<ToolResult> {
  if (signal.aborted) return failed('The person stopped the turn before this call ran.');
  const decided = call.started ? await parts.decided(call.key, step.waiting, signal) : undefined;
  if (decided) return decided;
  if (call.started && !isAwaitingDecision(parts, call)) {
    const unknown = 'Whether it took effect is unknown: check before you go on.';
    return failed(`The editor was closed while this call ran. ${unknown}`);
  }
  const tool = parts.tools.find((candidate) => candidate.name === call.name);
  if (!tool)
    return failed(`There is no tool "${call.name}". The tools are: ${parts.tools.map((t) => t.name).join(', ')}.`);
  const progress = new RedactingStream((text) => {
    if (!isOver()) parts.emit({ type: 'tool.progress', call: call.key, text });
  });
  try {
    const args = parseArguments(tool, call.arguments);
    parts.emit({ type: 'tool.started', call: call.key });
    const result = await tool.run(args, whileOpen(contextOf(parts, call, step, progress, signal), isOver));
    return tool.returns ? marked(result, tool.returns) : result;
  } catch (error) {
    return failed(signal.aborted ? 'The person stopped this call.' : messageOf(error));
  } finally {
    progress.end();
  }
}

function contextOf(
  parts: TurnParts,
  call: OpenCall,
  { waiting, newProblems }: StepParts,
  progress: RedactingStream,
  signal: AbortSignal,
): ToolContext {
  return {
    signal,
    progress: (text) => progress.push(text),
    approve: (request) => parts.approve(call.key, request, waiting, signal),
    approveAll: (requests) => parts.approveAll(call.key, requests, waiting, signal),
    mayRead: (path) => parts.mayRead(call.key, path),
    ask: (question) => parts.ask(call.key, question, waiting, signal),
    askApproval: (plan) => parts.askApproval(call.key, plan, waiting, signal),
    proposedText: (path) => parts.proposedText(call.key, path),
    newProblems,
    delegate: (task) => parts.delegate(call.key, task, (line) => progress.push(line), signal),
    keep: parts.keep,
    jobs: parts.jobs(call.key),
    recordChanges: (...recorded) => parts.recordChanges(call.key, ...recorded),
  };
}

function marked(result: ToolResult, kind: DataKind): ToolResult {
  return typeof result.output === 'string' ? { ...result, output: markUntrusted(kind, result.output) } : result;
}

/** Nothing has happened yet for a call that only asked: it can run again, and its question stands. */
function isAwaitingDecision(parts: TurnParts, call: OpenCall): boolean {
  return [...parts.history.undecided.values()].includes(call.key);
}

function failed(message: string): ToolResult {
  return { output: `ERROR: ${message}`, display: { type: 'error', message }, failed: true };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
