import { randomUUID } from 'node:crypto';
import type { Model } from '../../agent/contracts/model.ts';
import type { AgentEvent, Prompt } from '../../agent/events/events.ts';
import type { QueuedPrompt, Transcript } from '../../shared/transcript/reduce.ts';

export interface WaitingPromptsParts {
  transcript(): Transcript;
  /** Of the running turn; undefined where none runs. */
  model(): Model | undefined;
  /** The session is written here. */
  writes(): boolean;
  /** Rejects where the endpoint would not take what is attached. */
  judge(model: Model, prompt: Prompt): Promise<void>;
  /** Begins a turn, with the waiting prompt of that name where there is one. Rejects, with nothing changed, where none can begin. */
  start(prompt: Prompt, waiting?: string): Promise<void>;
  emit(event: AgentEvent): void;
  /** Resolves when what was emitted is in the log. Rejects where another window has it. */
  confirm(): Promise<void>;
}

/** The prompts that the user wrote on while a turn ran. */
export class PromptQueue {
  private readonly parts: WaitingPromptsParts;

  constructor(parts: WaitingPromptsParts) {
    this.parts = parts;
  }

  /** The one whose turn is next. */
  get next(): QueuedPrompt | undefined {
    return this.parts.transcript().queue[0];
  }

  /**
   * Takes a prompt while a turn runs: for its next step where it `steers`, else for after its end, and then only when the turn
   * completes. Rejects, with nothing changed, as ChatSession.send does; where no turn runs any more, it is sent.
   */
  async add(prompt: Prompt, steers: boolean): Promise<void> {
    const { model, judge, start, emit, confirm } = this.parts;
    const running = model();
    if (!running) return await start(prompt);
    await judge(running, prompt);
    if (!model()) return await start(prompt);
    emit({ type: 'prompt.queued', id: randomUUID(), prompt, steers });
    await confirm();
  }

  /** Lets one wait no longer: the running turn reads it with its next step, or else a turn begins with it. */
  async hasten(id: string): Promise<void> {
    const waiting = this.find(id);
    if (!waiting) return;
    if (this.parts.model()) this.parts.emit({ type: 'prompt.queued', ...waiting, steers: true });
    else await this.parts.start(waiting.prompt, id);
  }

  /** Takes one out of the queue and returns it; undefined where it waits no longer. */
  take(id: string): Prompt | undefined {
    const waiting = this.parts.writes() ? this.find(id) : undefined;
    if (waiting) this.parts.emit({ type: 'prompt.unqueued', id });
    return waiting?.prompt;
  }

  private find(id: string): QueuedPrompt | undefined {
    return this.parts.transcript().queue.find((waiting) => waiting.id === id);
  }
}
