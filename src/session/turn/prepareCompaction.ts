import type { Model } from '../../agent/contracts/model.ts';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { AgentEvent } from '../../agent/events/events.ts';
import { compact, planCompaction } from '../../agent/history/compaction.ts';
import { toolDefinition } from '../../agent/toolDefinition.ts';
import type { SessionState } from '../sessionState.ts';

export interface SessionCompactionParts {
  sessionId: string;
  model: Model;
  state: SessionState;
  tools: readonly Tool[];
}

/**
 * What compacts a session that rests, as the user asked for it; undefined where there is too little to compact. What it returns
 * resolves with whether the session may go on with what waits: where the user did not stop it.
 */
export function prepareCompaction(
  { sessionId, model, state, tools }: SessionCompactionParts,
  focus: string,
): ((signal: AbortSignal) => Promise<boolean>) | undefined {
  const emit = (event: AgentEvent) => {
    if (!state.retired) state.emit(event);
  };
  const parts = { sessionId, model, history: state.history, tools: tools.map(toolDefinition), emit };
  const plan = planCompaction(parts);
  if (!plan) return undefined;
  return async (signal) => {
    await compact(parts, plan, { trigger: 'person', focus }, signal);
    return !signal.aborted;
  };
}
