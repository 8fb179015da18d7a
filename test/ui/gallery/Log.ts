import {
  type Action,
  type AgentEvent,
  callKey,
  type Display,
  type Entry,
  type Usage,
} from '../../../src/agent/events/events.ts';
import type { Attachment, ReadOnly, ToWebview } from '../../../src/shared/protocol.ts';
import { EMPTY_TRANSCRIPT, reduce, type Why } from '../../../src/shared/transcript/reduce.ts';

export interface Step {
  reasoning?: string;
  /** How long it reasons, in milliseconds. */
  reasons?: number;
  content?: string;
  calls?: { name: string; arguments: object }[];
  usage?: Usage;
}

/** An action without its id. */
export type Asked = Action extends infer Kind ? (Kind extends Action ? Omit<Kind, 'id'> : never) : never;

const USAGE: Usage = {
  prompt: 18_400,
  completion: 620,
  cached: 15_100,
  reasoning: 310,
  cost: { usd: 0.0123, by: 'estimate' },
};

/** Writes a session's log as the agent does. Its last moment is the one in which it is read. */
export class Log {
  private readonly events: { at: number; event: AgentEvent }[] = [];
  private at = 0;
  private steps = 0;
  private actions = 0;

  tell(...events: AgentEvent[]): this {
    for (const event of events) this.events.push({ at: this.at, event });
    return this;
  }

  /** Milliseconds. */
  pass(duration: number): this {
    this.at += duration;
    return this;
  }

  prompt(text: string, attachments: Attachment[] = []): this {
    return this.tell({ type: 'turn.started', prompt: { text, attachments }, model: 'kimi-k2.7' });
  }

  /** A step as far as it has come: it goes on streaming. */
  streams({ reasoning, reasons = 4_000, content, calls = [] }: Step): this {
    this.steps += 1;
    this.tell({ type: 'step.started' });
    if (reasoning !== undefined) this.tell({ type: 'reasoning.delta', text: reasoning }).pass(reasons);
    if (content !== undefined) this.tell({ type: 'content.delta', text: content });
    calls.forEach(({ name, arguments: args }, index) => {
      this.tell({ type: 'toolCall.delta', index, id: `${name}:${index}`, name, arguments: JSON.stringify(args) });
    });
    return this;
  }

  step({ usage = USAGE, ...step }: Step): this {
    const finish = step.calls ? 'tool_calls' : 'stop';
    return this.streams(step).tell({ type: 'step.finished', finish, reasoningField: 'reasoning_content', usage });
  }

  /** The calls of the newest step begin. */
  starts(...calls: number[]): this {
    return this.tell(...calls.map((call) => ({ type: 'tool.started' as const, call: this.call(call) })));
  }

  /** What a call of the newest step tells while it runs. */
  prints(call: number, text: string): this {
    return this.tell({ type: 'tool.progress', call: this.call(call), text });
  }

  finishes(call: number, display: Display, output = '', failed = false): this {
    return this.tell({ type: 'tool.finished', call: this.call(call), output, display, failed });
  }

  /** A call of the newest step asks. The ids of actions count from 1. */
  asks(call: number, action: Asked, why: Why = {}): this {
    this.actions += 1;
    const asked: Action = { ...action, id: String(this.actions) };
    return this.tell({ type: 'action.requested', call: this.call(call), action: asked, ...why });
  }

  /** Decides what was asked last. */
  decides(decision: Extract<AgentEvent, { type: 'action.decided' }>['decision']): this {
    return this.tell({ type: 'action.decided', id: this.action, decision, by: 'person' });
  }

  ends(): this {
    return this.tell({ type: 'turn.finished', outcome: { type: 'completed' } });
  }

  /** The id of what was asked last. */
  get action(): string {
    return String(this.actions);
  }

  call(index: number): string {
    return callKey(this.steps, index);
  }

  /** The session as the panel is told of it when it opens. */
  snapshot(sessionId: string, readOnly?: ReadOnly): ToWebview {
    const shift = Date.now() - this.at;
    const entries: Entry[] = this.events.map(({ at, event }, index) => ({ seq: index + 1, at: at + shift, event }));
    return {
      type: 'snapshot',
      sessionId,
      transcript: reduce(EMPTY_TRANSCRIPT, entries),
      earlier: 0,
      ...(readOnly ? { readOnly } : {}),
    };
  }
}
