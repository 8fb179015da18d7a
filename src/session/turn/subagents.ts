import type { Model } from '../../agent/contracts/model.ts';
import type { HelperAnswer, HelperTask } from '../../agent/contracts/tool.ts';
import type { AgentEvent, CallKey, FailureCode, TurnOutcome } from '../../agent/events/events.ts';
import { History } from '../../agent/history/history.ts';
import { runTurn, type TurnParts } from '../../agent/runTurn.ts';
import { redactSecrets } from '../../util/secrets/redactSecrets.ts';
import { truncate } from '../../util/text/truncate.ts';
import { Semaphore } from './semaphore.ts';

const MAX_STEPS = 15;
/** Of all helpers of a turn. An endpoint that limits requests gets one at a time. */
const MAX_REQUESTS = 3;
const MAX_SUBJECT_LENGTH = 120;

/** Tools that only read and are not for helpers: they ask for pages of the web, speak to the user, or call helpers again. */
const NOT_FOR_HELPERS = new Set(['fetch_url', 'todo', 'explore', 'view_image', 'watch_video_clip']);

/** What ends the turn too: the model reads of it once the user lets it go on. */
const PAUSES: ReadonlySet<FailureCode> = new Set(['spendingLimit', 'timeLimit', 'costLimit']);

/** The helpers of one turn. Each runs the same loop as the turn, with a history of its own that nobody keeps. */
export class Subagents {
  private readonly turn: Omit<TurnParts, 'delegate'>;
  private readonly slots = new Semaphore(MAX_REQUESTS);

  constructor(turn: Subagents['turn']) {
    this.turn = turn;
  }

  /**
   * Has a task done for a call. `tell` gets lines of what it does: the step, the tool and what it is called for, between tabs.
   * Throws an Error whose message the model can act on, and the signal's reason where it is aborted.
   */
  async run(call: CallKey, task: HelperTask, tell: (line: string) => void, signal: AbortSignal): Promise<HelperAnswer> {
    const { turn } = this;
    const history = new History();
    const outcomes: TurnOutcome[] = [];
    let steps = 0;
    const emit = (event: AgentEvent) => {
      history.apply(event);
      if (event.type === 'step.started') steps += 1;
      if (event.type === 'step.finished')
        turn.emit({ type: 'helper.stepped', call, ...(event.usage ? { usage: event.usage } : {}) });
      if (event.type === 'step.waiting' && event.failure.code === 'rateLimited') this.slots.narrow();
      if (event.type === 'tool.started') tell(`${steps}\t${describe(history, event.call)}\n`);
      if (event.type === 'turn.finished') outcomes.push(event.outcome);
    };
    emit({ type: 'session.created', system: task.system });
    emit({ type: 'turn.started', prompt: { text: task.question, attachments: [] }, model: turn.model.id });
    // A question to the user stands under the call, which can ask one at a time.
    const one = new Semaphore(1);
    await runTurn(
      {
        ...turn,
        sessionId: `${turn.sessionId}-helper`,
        model: this.limited(turn.model),
        tools: turn.tools.filter(({ kind, name }) => kind === 'read' && !NOT_FOR_HELPERS.has(name)),
        history,
        emit,
        approve: (inner, request, waiting, signal) =>
          one.use(() => turn.approve(call, request, waiting, signal, history.open.get(inner)?.name)),
        mayRead: (inner, file) => turn.mayRead(call, file, history.open.get(inner)?.name),
        ask: async () => ({ type: 'cancelled', cause: 'forbidden' }),
        askApproval: async () => ({ type: 'cancelled', cause: 'forbidden' }),
        newProblems: async () => new Map(),
        proposedText: (_, file) => turn.proposedText(call, file),
        hindrance: () => {
          const failure = turn.hindrance();
          if (failure && failure.code !== 'stepLimit') return failure;
          return steps >= MAX_STEPS ? { code: 'stepLimit', detail: `${steps}` } : undefined;
        },
        decided: async () => undefined,
        delegate: async () => {
          throw new Error('A helper has no helpers.');
        },
        steer: () => {},
        makeRoom: async () => false,
        rest: async () => {},
      },
      signal,
    );
    signal.throwIfAborted();
    return { answer: answerOf(history, outcomes.at(-1)), steps };
  }

  private limited(model: Model): Model {
    return { ...model, stream: (...request) => this.slots.use(() => model.stream(...request)) };
  }
}

function answerOf({ messages }: History, outcome: TurnOutcome | undefined): string {
  const last = messages.at(-1);
  if (outcome?.type === 'completed' && last?.role === 'assistant' && last.content !== '') return last.content;
  if (outcome?.type !== 'failed') throw new Error('The helper gave no answer.');
  const { code, detail } = outcome.failure;
  if (PAUSES.has(code))
    throw new Error('The turn was paused before the helper had an answer. It goes on now: ask again.');
  const why = code === 'stepLimit' ? `it took ${detail} steps` : `${code} ${detail}`.trim();
  throw new Error(`The helper ended without an answer: ${why}. Ask something narrower, or look yourself.`);
}

function describe({ open }: History, key: CallKey): string {
  const call = open.get(key);
  if (!call) return '';
  // A key that is cut is none that could be told from other words.
  const subject = truncate(redactSecrets(firstText(call.arguments)).replace(/\s+/g, ' '), MAX_SUBJECT_LENGTH);
  return `${call.name}\t${subject}`;
}

/** What a call is about, as its arguments name it first. */
function firstText(json: string): string {
  try {
    const args: unknown = JSON.parse(json);
    const values: unknown[] = typeof args === 'object' && args !== null ? Object.values(args) : [];
    return values.find((value): value is string => typeof value === 'string') ?? '';
  } catch {
    return '';
  }
}
