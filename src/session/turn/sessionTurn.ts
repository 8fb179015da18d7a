import type { AgentEvent, BlobRef, CallKey } from '../../agent/events/events.ts';
import { compact, contextTokens, isNearlyFull, planCompaction } from '../../agent/history/compaction.ts';
import { describeEdits } from '../../agent/results/describeEdits.ts';
import { runTurn, type TurnParts } from '../../agent/runTurn.ts';
import type { SessionJobs } from '../jobs/sessionJobs.ts';
import type { SessionState } from '../sessionState.ts';
import type { SessionCompactionParts } from './prepareCompaction.ts';
import type { SpendingLimit } from './spendingLimit.ts';
import { Subagents } from './subagents.ts';
import { timedModel } from './timedModel.ts';
import { type Limits, TurnLimits } from './turnLimits.ts';

export interface SessionTurnParts extends SessionCompactionParts {
  jobs: SessionJobs;
  limits: () => Limits;
  spending: SpendingLimit;
  keep(bytes: Uint8Array): Promise<BlobRef>;
  /** Takes what the user wants a compaction to keep in mind, where they asked for one since the turn began. */
  takeWish(): string | undefined;
}

/** Runs a turn in a session, from where its history stands. Resolves with whether it completed. */
export async function runSessionTurn(parts: SessionTurnParts, signal: AbortSignal): Promise<boolean> {
  const { state } = parts;
  const limits = new TurnLimits(parts.spending.cost);
  let completed = false;
  const emit = (event: AgentEvent) => {
    if (state.retired) return;
    state.emit(event);
    if (event.type === 'turn.finished') completed = event.outcome.type === 'completed';
    if (event.type === 'step.started') limits.countStep();
    if (event.type === 'tool.finished') state.consents.callEnded(event.call);
  };
  const timed = { ...parts, model: timedModel(parts.model, limits, () => parts.limits().minutes) };
  const turn = { ...turnParts(timed, emit, limits), makeRoom: roomMaker(timed, emit) };
  const helpers = new Subagents(turn);
  await runTurn({ ...turn, delegate: (...task) => helpers.run(...task) }, signal);
  return completed;
}

/** What the turn needs, as the session has it. The time that the user takes does not count. */
function turnParts(
  { sessionId, model, state, tools, jobs, keep, ...session }: SessionTurnParts,
  emit: (event: AgentEvent) => void,
  limits: TurnLimits,
): Omit<TurnParts, 'delegate' | 'makeRoom'> {
  const { consents, proposals } = state;
  return {
    sessionId,
    model,
    tools,
    history: state.history,
    emit,
    approve: (...asked) => limits.wait(consents.approve(...asked)),
    approveAll: (...asked) => limits.wait(consents.approveAll(...asked)),
    mayRead: (...asked) => consents.mayRead(...asked),
    ask: (...asked) => limits.wait(consents.askPerson(...asked)),
    askApproval: (...asked) => limits.wait(consents.askApproval(...asked)),
    hindrance: () => session.spending.hindrance() ?? limits.hindrance(session.limits()),
    proposedText: (call, file) => proposals.textBefore(call, file),
    newProblems: (signal) => proposals.newProblems(signal),
    keep,
    jobs: (call) => ({
      start: (spec, onOutput) => jobs.start(call, spec, onOutput),
      list: () => jobs.list(),
    }),
    decided: (...asked) => decided(state, ...asked),
    recordChanges: (...recorded) => recordChanges(state, ...recorded),
    steer: () => steer(state),
    rest: () => state.checkpoints.tellChanges(state.timeline.turn),
  };
}

/** Of the window: as much room counts as left where there is less. */
const LEAST_ROOM = 0.1;

/**
 * Compacts where the user asked for it, where the context nears the window, and where the endpoint refused it. One that fails
 * or makes little room is not followed by the next before half of the room that it left is used up.
 */
function roomMaker(
  { sessionId, model, state: { history }, takeWish }: SessionTurnParts,
  emit: (event: AgentEvent) => void,
): TurnParts['makeRoom'] {
  let due = 0;
  return async (cause, tools, signal) => {
    const focus = takeWish();
    const tokens = contextTokens(history, tools);
    if (cause === 'window' && focus === undefined && (tokens < due || !isNearlyFull(tokens, model))) return false;
    const parts = { sessionId, model, tools, history, emit };
    const plan = planCompaction(parts);
    const trigger = focus === undefined ? cause : 'person';
    const done = plan !== undefined && (await compact(parts, plan, { trigger, ...(focus ? { focus } : {}) }, signal));
    const left = contextTokens(history, tools);
    due = left + Math.max(model.contextWindow() - left, model.contextWindow() * LEAST_ROOM) / 2;
    return done;
  };
}

/** What a call changed that was given up as the turn was stopped may be known only when the turn has said what it changed. */
async function recordChanges<T>(
  state: SessionState,
  call: CallKey,
  work: () => Promise<T>,
  command?: string,
): Promise<T> {
  try {
    return await state.record(call, work, command);
  } finally {
    const turn = state.timeline.turnOf(call);
    if (!state.retired && !state.history.open.has(call)) await state.checkpoints.tellChanges(turn);
  }
}

async function decided({ edits, consents }: SessionState, call: CallKey, waiting: () => void, signal: AbortSignal) {
  const made = edits.ofCall(call).map(async ({ action, decision }) => ({
    ...action,
    decision: decision ?? (await consents.askAgain(action.id, waiting, signal)),
  }));
  return made.length > 0 ? describeEdits(await Promise.all(made)) : undefined;
}

/** The prompts that wait for the turn's next step reach it. */
function steer(state: SessionState): void {
  if (state.retired) return;
  for (const { id, prompt, steers } of state.transcript.queue) {
    if (steers) state.emit({ type: 'prompt.steered', id, prompt });
  }
}
