import { redactSecrets } from '../../util/secrets/redactSecrets.ts';
import { failureOf, type Message, type Model, ModelError, type ToolDefinition } from '../contracts/model.ts';
import type { AgentEvent, CompactionTrigger, Failure, FinishReason, Usage } from '../events/events.ts';
import { estimateMessage, estimateMessages, estimateTools } from './estimateTokens.ts';
import type { History } from './history.ts';
import { noteRequests, type SummaryRequest } from './summaryRequest.ts';

/** The share of the window from which a turn compacts before its next step: what is left is for a step's results and its reply. */
const NEARLY_FULL = 0.8;

/** The share of the window that the request for a note may take: the note, with the reasoning before it, needs the rest. */
const REQUEST_SHARE = 0.85;

/** As much of what was refused as too long is tried, where nothing else says what fits. */
const AFTER_REFUSAL = 0.7;

/** The share of the context that stays as it is: the newest steps, with what they called for. */
const KEPT_SHARE = 1 / 8;

/** Tokens that a note stands for at least: it takes about as many itself. */
const WORTH_TOKENS = 2_000;

export interface CompactParts {
  sessionId: string;
  model: Model;
  /** As the session's steps name them: the request's prefix is theirs. */
  tools: readonly ToolDefinition[];
  /** Follows every event that is emitted. */
  history: History;
  emit(event: AgentEvent): void;
}

/** A compaction that can be done, as things stand. */
export interface CompactionPlan {
  /** The newest step that the note stands for. */
  through: number;
  /** Where in `history.said` what stays as it is begins. */
  from: number;
  /** See contextTokens. */
  before: number;
}

/** What the conversation takes of the window, in tokens: as the endpoint counted last, and an estimate of what came since. */
export function contextTokens({ said, compaction, messages }: History, tools: readonly ToolDefinition[]): number {
  const since = (index: number) => estimateMessages(said.slice(index).map(({ message }) => message));
  const counted = said.findLastIndex(({ tokens }, index) => (tokens ?? 0) > 0 && index >= (compaction?.at ?? 0));
  if (counted >= 0) return (said[counted]?.tokens ?? 0) + since(counted + 1);
  return compaction ? compaction.tokens + since(compaction.at) : estimateContext(messages, tools);
}

/** Whether the endpoint refused a request as too long, which a compaction mends. */
export function isOverflow({ code }: Failure): boolean {
  return code === 'contextOverflow' || code === 'tooLarge';
}

/** Whether the next step would go so near to the window that there may be no room for its reply. */
export function isNearlyFull(tokens: number, model: Model): boolean {
  return tokens >= model.contextWindow() * NEARLY_FULL;
}

/** Undefined where there is too little that a note could stand for. */
export function planCompaction({ history, tools, model }: Omit<CompactParts, 'emit'>): CompactionPlan | undefined {
  const before = contextTokens(history, tools);
  const cut = findCut(history, Math.min(before, model.contextWindow()) * KEPT_SHARE);
  if (!cut) return undefined;
  const gone = [...(history.compaction ? [history.compaction.head] : []), ...goneMessages(history, cut.from)];
  return estimateMessages(gone) >= WORTH_TOKENS ? { ...cut, before } : undefined;
}

/**
 * Where a step ends after which everything fits into `budget` tokens, or else the last one that has ended: calls and results
 * stay together, with the reasoning that led to them, and so does what nobody has answered yet.
 */
function findCut({ said, open, compaction }: History, budget: number): Omit<CompactionPlan, 'before'> | undefined {
  let cut: ReturnType<typeof findCut>;
  let tokens = 0;
  for (let from = said.length; from > (compaction?.from ?? 0); from--) {
    const next = said[from]?.message;
    if (next) tokens += estimateMessage(next);
    const last = said[from - 1];
    const ends = last && last.message.role !== 'user' && last.message.role !== 'system' && next?.role !== 'tool';
    if (!ends || (!next && open.size > 0)) continue;
    if (cut && tokens > budget) break;
    cut = { from, through: last.step };
  }
  return cut;
}

function goneMessages({ said, compaction }: History, from: number): Message[] {
  return said
    .slice(compaction?.from ?? 0, from)
    .map(({ message }) => message)
    .filter(({ role }) => role !== 'system');
}

/**
 * Asks the model for a note and puts it in the place of what it stands for. Resolves with whether it did; whatever goes wrong, and
 * whoever stops it, the conversation is as it was.
 */
export async function compact(
  parts: CompactParts,
  plan: CompactionPlan,
  { trigger, focus = '' }: { trigger: CompactionTrigger; focus?: string },
  signal: AbortSignal,
): Promise<boolean> {
  const { history, tools, emit } = parts;
  emit({ type: 'compaction.started', trigger, ...(focus === '' ? {} : { focus }) });
  let spent: { usage?: Usage } = {};
  try {
    const { note, finish, ...cost } = await requestNote(parts, plan, { trigger, focus }, signal);
    spent = cost;
    if (finish === 'length') throw new ModelError({ code: 'truncated', detail: '' });
    if (note === '') throw new ModelError({ code: 'emptyReply', detail: '' });
    const { through, before } = plan;
    const left = history.readFrom(history.compacted(note, through));
    // What the endpoint counts and what is estimated differ by about the same share.
    const after = Math.round((before * estimateContext(left, tools)) / estimateContext(history.messages, tools));
    if (after >= before) emit({ type: 'compaction.failed', cause: 'larger', ...spent });
    else emit({ type: 'compaction.finished', note, through, before, after, ...spent });
    return after < before;
  } catch (error) {
    if (signal.aborted) emit({ type: 'compaction.failed', cause: 'stopped' });
    else emit({ type: 'compaction.failed', cause: 'failed', failure: failureOf(error), ...spent });
    return false;
  }
}

interface Note {
  note: string;
  finish: FinishReason;
  usage?: Usage;
}

/** Where the endpoint refuses the request as too long, once more with half of it. Throws as Model.stream does. */
async function requestNote(
  parts: CompactParts,
  { from, before }: CompactionPlan,
  { trigger, focus }: { trigger: CompactionTrigger; focus: string },
  signal: AbortSignal,
): Promise<Note> {
  const { history, model, tools } = parts;
  const most = model.contextWindow() * REQUEST_SHARE;
  const limit = trigger === 'overflow' ? Math.min(most, before * AFTER_REFUSAL) : most;
  const limitEstimated = (limit * estimateContext(history.messages, tools)) / before;
  const [first, shorter] = noteRequests(history, { tools, from, limit: limitEstimated, focus });
  try {
    return await streamNote(parts, first, signal);
  } catch (error) {
    if (!isOverflow(failureOf(error))) throw error;
    return await streamNote(parts, shorter, signal);
  }
}

async function streamNote(
  { sessionId, model, emit }: CompactParts,
  request: SummaryRequest,
  signal: AbortSignal,
): Promise<Note> {
  let content = '';
  let end: Pick<Note, 'finish' | 'usage'> = { finish: 'stop' };
  await model.stream(
    { sessionId, ...request },
    (event) => {
      switch (event.type) {
        case 'content':
          content += event.text;
          return;
        case 'waiting':
          return emit({ ...event, type: 'compaction.waiting' });
        case 'restarted':
          content = '';
          return emit({ type: 'compaction.restarted' });
        case 'finished':
          end = { finish: event.finish, ...(event.usage ? { usage: event.usage } : {}) };
          return;
        case 'reasoning':
        case 'toolCall':
        case 'mediaGone':
        case 'mediaRefused':
          return;
      }
    },
    signal,
  );
  return { note: redactSecrets(content.trim()), ...end };
}

function estimateContext(messages: readonly Message[], tools: readonly ToolDefinition[]): number {
  return estimateMessages(messages) + estimateTools(tools);
}
