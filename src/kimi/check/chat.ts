import { randomUUID } from 'node:crypto';
import type { ToolDefinition } from '../../agent/contracts/model.ts';
import { type Message, type Model, ModelError, type ModelEvent, type ToolCall } from '../../agent/contracts/model.ts';
import type { Failure, ReasoningField, Usage } from '../../agent/events/events.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';
import { createKimiModel } from '../kimiModel.ts';
import type { ReplyForm } from '../stream/replyAssembly.ts';
import type { Speed } from './findings.ts';
import { BLUE_MP4, RED_PNG } from './sampleMedia.ts';

/** Enough for a limit of three requests a minute, as new accounts at Moonshot have; no more, since somebody looks on. */
const PATIENCE = { retries: 3, waitMs: 65_000 };

const MEDIA: Record<string, Uint8Array> = { 'red.png': RED_PNG, 'blue.mp4': BLUE_MP4 };
export const PICTURE = { type: 'image', mimeType: 'image/png', blob: 'red.png' } as const;
export const CLIP = { type: 'video', mimeType: 'video/mp4', blob: 'blue.mp4' } as const;

/** One reply, with how it came. */
export interface Answer {
  reasoning: string | undefined;
  content: string;
  calls: ToolCall[];
  reasoningField: ReasoningField;
  /** Reasoning went on after content had begun. */
  mixed: boolean;
  usage: Usage | undefined;
  form: ReplyForm;
  speed: Speed;
}

export interface ChatOptions {
  endpoint: Endpoint;
  key: string | undefined;
  signal: AbortSignal;
  /** A request has to be made again, at `until` milliseconds since the epoch. */
  onWaiting: (failure: Failure, until: number) => void;
}

/** Asks the model as the agent does, one small request at a time. */
export class Chat {
  private readonly model: Model;
  private readonly options: ChatOptions;
  private readonly sessionId = `check-${randomUUID()}`;
  /** Of the last whole reply. */
  private form: ReplyForm = { ending: 'both', usageIn: [], leakedCalls: false, thinkTags: false };

  constructor(options: ChatOptions) {
    this.options = options;
    this.model = createKimiModel({
      endpoint: options.endpoint,
      key: options.key,
      readBlob: async (ref) => MEDIA[ref] ?? new Uint8Array(),
      patience: PATIENCE,
      onReply: (form) => {
        this.form = form;
      },
    });
  }

  /** The whole reply, or why there is none. Throws the signal's reason when aborted. */
  async ask(messages: Message[], tools: ToolDefinition[] = []): Promise<Answer | Failure> {
    const { signal, onWaiting } = this.options;
    const { sessionId } = this;
    let draft = new Draft();
    let refused: Failure | undefined;
    const receive = (event: ModelEvent) => {
      if (event.type === 'waiting') onWaiting(event.failure, event.until);
      // It is asked again without them, which says nothing of whether it sees.
      if (event.type === 'mediaRefused') refused = { code: 'badRequest', detail: event.detail };
      if (event.type === 'restarted') draft = new Draft();
      else draft.add(event);
    };
    try {
      await this.model.stream({ sessionId, messages, tools }, receive, signal);
    } catch (error) {
      if (error instanceof ModelError) return error.failure;
      throw error;
    }
    return refused ?? draft.answer(this.form);
  }
}

/** An answer while it arrives. */
class Draft {
  private readonly startedAt = performance.now();
  private firstAt: number | undefined;
  private lastAt = this.startedAt;
  private reasoning: string | undefined;
  private content = '';
  private mixed = false;
  private readonly calls = new Map<number, ToolCall>();
  private finished: Extract<ModelEvent, { type: 'finished' }> | undefined;

  add(event: ModelEvent): void {
    switch (event.type) {
      case 'reasoning':
        this.mark();
        if (this.content.trim() !== '' && event.text.trim() !== '') this.mixed = true;
        this.reasoning = (this.reasoning ?? '') + event.text;
        return;
      case 'content':
        this.mark();
        this.content += event.text;
        return;
      case 'toolCall': {
        this.mark();
        const call = this.calls.get(event.index) ?? { id: '', name: '', arguments: '' };
        call.id += event.id ?? '';
        call.name += event.name ?? '';
        call.arguments += event.arguments ?? '';
        this.calls.set(event.index, call);
        return;
      }
      case 'finished':
        this.finished = event;
        return;
      case 'waiting':
      case 'restarted':
      case 'mediaGone':
      case 'mediaRefused':
        return;
    }
  }

  answer(form: ReplyForm): Answer {
    const { reasoning, content, mixed } = this;
    return {
      reasoning,
      content,
      mixed,
      calls: [...this.calls].sort(([first], [second]) => first - second).map(([, call]) => call),
      reasoningField: this.finished?.reasoningField ?? 'reasoning_content',
      usage: this.finished?.usage,
      form,
      speed: this.speed(),
    };
  }

  private mark(): void {
    this.lastAt = performance.now();
    this.firstAt ??= this.lastAt;
  }

  private speed(): Speed {
    const firstAt = this.firstAt ?? this.lastAt;
    const usage = this.finished?.usage;
    const seconds = (this.lastAt - firstAt) / 1000;
    return {
      firstTokenMs: firstAt - this.startedAt,
      ...(usage && seconds > 0 ? { tokensPerSecond: usage.completion / seconds } : {}),
      estimated: usage?.estimated ?? false,
    };
  }
}

/** The reply as it is sent back with what follows. */
export function replay({ content, reasoning, reasoningField, calls }: Answer): Message {
  return {
    role: 'assistant',
    content,
    ...(reasoning === undefined ? {} : { reasoning: { field: reasoningField, text: reasoning } }),
    toolCalls: calls,
  };
}

export function isFailure(answer: Answer | Failure): answer is Failure {
  return 'code' in answer;
}
