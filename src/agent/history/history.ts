import { isJson } from '../../util/text/json.ts';
import type { Message, MessageContent, ToolCall } from '../contracts/model.ts';
import {
  type AgentEvent,
  type Attachment,
  type CallKey,
  callKey,
  type MediaPart,
  type Prompt,
  type ReasoningField,
  type ToolOutput,
} from '../events/events.ts';
import { describeEnding } from '../results/describeEnding.ts';
import { attachmentText } from './attachmentText.ts';
import { summaryText } from './summaryText.ts';

/** A tool call of the last step that has no result yet. */
export interface OpenCall extends ToolCall {
  key: CallKey;
  /** It began to run, in this process or in one that is gone. */
  started: boolean;
}

/** A message of the conversation, whether the model still reads it or a note stands for it. */
export interface Said {
  message: Message;
  /** The newest step that had begun by then: the message's own, or the one that it follows. */
  step: number;
  /** What the user wrote, where it is theirs. */
  prompt?: Prompt;
  /** What the context took up to this reply, as the endpoint counted. */
  tokens?: number;
}

/** What the model reads in place of the beginning of what was said. */
export interface Compaction extends Beginning {
  /** What the context took then. */
  tokens: number;
}

export interface Beginning {
  head: Message;
  /** Indices in `said`: where what stays as it is begins, and what was there when the note was written. */
  from: number;
  at: number;
}

/**
 * The messages that the model reads: a fold of a session's events, kept between them so that a step costs what is new.
 * Messages are only ever appended, never changed: the provider's prefix cache depends on every request beginning with the
 * bytes of the one before. Only going back takes some off the end, and only a compaction puts a note in the place of the first ones.
 */
export class History {
  private system: Message | undefined;
  /** The whole conversation, without the system's message. Every call in it but those that are open has its result. */
  readonly said: Said[] = [];
  /** Calls of the last step without a result, in call order. */
  readonly open = new Map<CallKey, OpenCall>();
  /** The calls of the last step, and those of them whose results are the last messages: both in call order. */
  private calls: CallKey[] = [];
  private answered: CallKey[] = [];
  private step = 0;
  /** The newest last, which alone counts; the others count again when the user goes back behind it. */
  private compactions: Compaction[] = [];
  private draft: StepDraft | undefined;
  /** Actions that nobody has decided yet, with the calls that asked. */
  readonly undecided = new Map<string, CallKey>();
  /** Proposals, by action. */
  private readonly edited = new Map<string, { path: string; turn: number }>();
  /** What happened since the last message and the model has to know; told with the next prompt. */
  private notes: Note[] = [];
  /** Where each turn began, the first one first. */
  private readonly turns: { messages: number; notes: Note[]; place: string | undefined }[] = [];
  /** What each rewinding since the last prompt took off, the newest last. */
  private rewound: {
    said: Said[];
    compactions: Compaction[];
    notes: Note[];
    changed: Changed[];
    newest: number;
  }[] = [];
  /** What tools changed and nobody brought back. */
  private changed: Changed[] = [];
  /** The model was told to plan, and nothing since that it may do more. */
  private planning = false;
  /** What the model was told last of the folders here; undefined where that is what the system prompt says. */
  private place: string | undefined;
  /** The newest turn that is still here, counted from 1. */
  private newest = 0;

  /** What the model reads. */
  get messages(): Message[] {
    return this.readFrom(this.compaction);
  }

  get compaction(): Compaction | undefined {
    return this.compactions.at(-1);
  }

  /** Whether the model was told what it is and what it can do. */
  get begun(): boolean {
    return this.system !== undefined;
  }

  /** Whether the model is to speak next: after a prompt, or when every call of its last message has its result. */
  get awaitsModel(): boolean {
    const last = this.last;
    return this.open.size === 0 && (last?.role === 'user' || last?.role === 'tool');
  }

  apply(event: AgentEvent): void {
    switch (event.type) {
      case 'session.created':
        this.system ??= { role: 'system', content: event.system };
        return;
      case 'entries.missing':
        return this.miss(event);
      case 'turn.started':
        this.rewound = [];
        this.newest = this.turns.length + 1;
        this.turns.push({ messages: this.said.length, notes: this.notes, place: this.place });
        this.sayPrompt(event.prompt, this.modeNotes(event.planning));
        return;
      case 'prompt.steered':
        this.sayPrompt(event.prompt);
        return;
      case 'turn.resumed':
        this.rewound = [];
        if (this.last?.role === 'assistant' && this.open.size === 0) {
          this.say({ role: 'user', content: 'Go on from where you stopped.' });
        }
        return;
      case 'step.started':
        this.step += 1;
        this.draft = new StepDraft();
        return;
      case 'step.restarted':
        this.draft = new StepDraft();
        return;
      case 'reasoning.delta':
      case 'content.delta':
      case 'toolCall.delta':
        this.draft?.add(event);
        return;
      case 'step.finished':
        this.finishStep(event);
        return;
      case 'step.interrupted':
        if (event.cause === 'stopped') this.keepContent();
        this.draft = undefined;
        return;
      case 'tool.started': {
        const call = this.open.get(event.call);
        if (call) call.started = true;
        return;
      }
      case 'tool.finished':
        this.answer(event.call, event.output);
        return;
      case 'action.requested':
        if (event.action.type === 'edit') {
          this.edited.set(event.action.id, { path: event.action.path, turn: this.turns.length });
        }
        this.undecided.set(event.action.id, event.call);
        return;
      case 'action.decided':
        if (event.decision.type === 'approved') this.planning = false;
        this.undecided.delete(event.id);
        return;
      case 'action.undone': {
        const { path, turn } = this.edited.get(event.id) ?? { path: 'a file', turn: this.turns.length };
        this.notes.push({ turn, text: `The person undid your edit of ${path}.` });
        return;
      }
      case 'command.changed':
        if (event.ending.type !== 'background')
          this.notes.push({
            turn: this.turns.length,
            text: `Job ${event.call} ended: ${describeEnding(event.ending)}.`,
          });
        return;
      case 'files.changed':
        for (const { path } of event.files) this.changed.push({ path, at: this.turns.length });
        return;
      case 'session.rewound':
        return this.rewind(event);
      case 'session.redone':
        return this.redo();
      case 'session.imported': {
        this.rewound = [];
        this.changed = [];
        const media = event.missingMedia ? ', and its images and videos are not all here' : '';
        const said = event.copied ? 'said about other folders' : 'imported';
        this.notes.push({
          turn: this.turns.length,
          text: `What was said so far was ${said}: the files here may be others${media}.`,
        });
        return;
      }
      case 'folders.changed':
        this.place = event.described;
        this.notes.push({ turn: this.turns.length, text: placeNote(event.described) });
        return;
      case 'compaction.finished':
        this.compactions.push({ ...this.compacted(event.note, event.through), tokens: event.after });
        return;
      case 'prompt.queued':
      case 'prompt.unqueued':
      case 'rule.added':
      case 'command.read':
      case 'session.renamed':
      case 'turn.finished':
      case 'step.waiting':
      case 'media.gone':
      case 'media.refused':
      case 'tool.progress':
      case 'helper.stepped':
      case 'action.updated':
      case 'action.applying':
      case 'action.failed':
      case 'turn.changed':
      case 'files.watched':
      case 'compaction.started':
      case 'compaction.waiting':
      case 'compaction.restarted':
      case 'compaction.failed':
        return;
    }
  }

  /** What a note for everything up to the end of a step makes of the beginning. */
  compacted(note: string, through: number): Beginning {
    const from = this.said.findLastIndex(({ message, step }) => isModels(message) && step <= through) + 1;
    const prompts = this.said.slice(0, from).flatMap(({ prompt }) => prompt ?? []);
    const place = this.place === undefined ? [] : [placeNote(this.place)];
    const notes = [...place, ...(this.planning ? [PLAN_MODE] : [])];
    if (from === this.said.length && this.awaitsModel)
      notes.push('Go on with the task from where your note leaves it.');
    const head: Message = { role: 'user', content: summaryText(prompts, note, notes) };
    return { head, from, at: this.said.length };
  }

  /** What the model would read with this beginning. */
  readFrom(beginning: Beginning | undefined): Message[] {
    let from = beginning?.from ?? 0;
    // Of a damaged log: results without their calls.
    while (from > 0 && this.said[from]?.message.role === 'tool') from += 1;
    const said = this.said.slice(from).map(({ message }) => message);
    return [...(this.system ? [this.system] : []), ...(beginning ? [beginning.head] : []), ...said];
  }

  /** Whether the model was told this of the folders here, or is with the next prompt. */
  knowsPlace(described: string): boolean {
    if (this.place !== undefined) return this.place === described;
    return typeof this.system?.content === 'string' && this.system.content.includes(described);
  }

  private get last(): Message | undefined {
    return this.said.at(-1)?.message;
  }

  private say(message: Message, more: Pick<Said, 'prompt' | 'tokens'> = {}): void {
    this.closeOpen();
    this.said.push({ message, step: this.step, ...more });
  }

  private sayPrompt(prompt: Prompt, notes?: readonly string[]): void {
    this.say({ role: 'user', content: this.userContent(prompt, notes) }, { prompt });
  }

  /** Of a damaged log: results that are not there stay away, since nothing but a result may follow a call. */
  private closeOpen(): void {
    for (const key of [...this.open.keys()]) this.answer(key, LOST_RESULT);
  }

  private miss({ steps = 0, turns = 0 }: Extract<AgentEvent, { type: 'entries.missing' }>): void {
    this.step += steps;
    const { place } = this;
    for (let count = 0; count < turns; count++)
      this.turns.push({ messages: this.said.length, notes: [...this.notes], place });
    if (turns > 0) this.newest = this.turns.length;
    // What is not known to have run may have.
    for (const call of this.open.values()) call.started = true;
    this.notes.push({ turn: this.turns.length, text: 'A part of this conversation was lost here.' });
  }

  private rewind({ turn, conversation, files }: Extract<AgentEvent, { type: 'session.rewound' }>): void {
    const begin = this.turns[turn - 1];
    if (!begin) return;
    if (conversation) this.closeOpen();
    const { notes, changed, newest, compactions } = this;
    const said = conversation ? this.said.splice(begin.messages) : [];
    this.rewound.push({ said, compactions, notes, changed, newest });
    // A note that was written later tells of what is gone.
    this.compactions = compactions.filter(({ at }) => at <= this.said.length);
    const back = files.map(({ path }) => path);
    this.changed = changed.filter(({ path, at }) => at < turn || !back.includes(path));
    if (conversation) {
      // What was told since is told again, where it still holds.
      this.place = this.turns[turn - 1]?.place;
      this.newest = turn - 1;
      this.notes = [...begin.notes, ...notes.filter((note) => note.turn < turn)];
      const since = new Set(this.changed.filter(({ at }) => at >= turn).map(({ path }) => path));
      const text = `Since then these files were changed, and stay so: ${[...since].join(', ')}.`;
      if (since.size > 0) this.notes.push({ turn, text });
      return;
    }
    const text =
      turn === newest
        ? `The person undid your changes of ${back.join(', ')}.`
        : `The person brought files back to what they were before an earlier prompt: ${back.join(', ')}.`;
    this.notes = [...notes, { turn, text }];
  }

  private redo(): void {
    const last = this.rewound.pop();
    if (!last) return;
    const { said, compactions, ...rest } = last;
    this.closeOpen();
    this.said.push(...said);
    this.compactions = [...this.compactions.filter((made) => !compactions.includes(made)), ...compactions];
    Object.assign(this, rest);
  }

  private finishStep({ reasoningField: field, finish, usage }: Extract<AgentEvent, { type: 'step.finished' }>): void {
    const cut = finish === 'length';
    const draft = this.draft;
    this.draft = undefined;
    if (!draft) return;
    // A call whose arguments were cut off by the output limit was never made.
    const calls = [...draft.calls]
      .filter(([, call]) => !cut || isJson(call.arguments))
      .sort(([first], [second]) => first - second)
      .filter(isWhole);
    if (calls.length === 0 && draft.content === '') return;
    const message = { ...draft.message(field), toolCalls: calls.map(([, call]) => call) };
    this.say(message, usage ? { tokens: usage.prompt + usage.completion } : {});
    this.calls = [];
    this.answered = [];
    for (const [index, call] of calls) {
      const key = callKey(this.step, index);
      this.open.set(key, { ...call, key, started: false });
      this.calls.push(key);
    }
  }

  private keepContent(): void {
    const draft = this.draft;
    if (!draft || draft.content === '') return;
    this.say(draft.message('reasoning_content'));
  }

  private answer(key: CallKey, output: ToolOutput): void {
    const call = this.open.get(key);
    if (!call) return;
    this.open.delete(key);
    // Calls that run at the same time end in any order; the model reads their results in the order in which it made them.
    const place = this.calls.indexOf(key);
    const later = this.answered.filter((other) => this.calls.indexOf(other) > place).length;
    this.answered.splice(this.answered.length - later, 0, key);
    const message: Message = { role: 'tool', callId: call.id, content: output };
    this.said.splice(this.said.length - later, 0, { message, step: this.step });
  }

  /** The mode is told with each prompt, since the system prompt never changes. */
  private modeNotes(planning = false): string[] {
    const ends = this.planning && !planning;
    this.planning = planning;
    if (planning) return [PLAN_MODE];
    return ends ? ['Plan mode is over.'] : [];
  }

  private userContent(prompt: Prompt, more: readonly string[] = []): MessageContent {
    const notes = [...this.notes.map(({ text }) => text), ...more].map((text) => `(${text})`);
    this.notes = [];
    return promptContent(prompt, notes);
  }
}

/** Whether a call can be sent: of one that streamed into a damaged log, a part may be missing. */
function isWhole([, { id, name }]: [number, ToolCall], index: number, calls: [number, ToolCall][]): boolean {
  return id !== '' && name !== '' && calls.findIndex(([, call]) => call.id === id) === index;
}

const LOST_RESULT = 'ERROR: The result of this call was lost.';

/** Whether the model said it, or called for it. */
function isModels({ role }: Message): boolean {
  return role === 'assistant' || role === 'tool';
}

function placeNote(described: string): string {
  return `The open folders are not those that you were told of before. ${described}`;
}

const PLAN_MODE =
  'Plan mode: look at what matters and change nothing; edits and commands are refused. Then call propose_plan with your plan, and carry it out once it is approved.';

interface Changed {
  path: string;
  /** The turn in which it was changed. */
  at: number;
}

/** Of what became of something in a turn, or in a later one. */
interface Note {
  turn: number;
  text: string;
}

/** What the model reads of a prompt, after these notes. Media comes first, as in Moonshot's quickstart. */
export function promptContent(prompt: Prompt, notes: readonly string[] = []): MessageContent {
  const text = [
    ...notes,
    ...prompt.attachments.flatMap((attachment) => attachmentText(attachment) ?? []),
    prompt.text,
  ].join('\n\n');
  const media = prompt.attachments.flatMap(attachmentMedia);
  return media.length === 0 ? text : [...media, { type: 'text', text }];
}

/** A step's reply while it arrives. */
class StepDraft {
  reasoning: string | undefined;
  content = '';
  readonly calls = new Map<number, ToolCall>();

  add(event: Extract<AgentEvent, { type: 'reasoning.delta' | 'content.delta' | 'toolCall.delta' }>): void {
    switch (event.type) {
      case 'reasoning.delta':
        this.reasoning = (this.reasoning ?? '') + event.text;
        return;
      case 'content.delta':
        this.content += event.text;
        return;
      case 'toolCall.delta': {
        const call = this.calls.get(event.index) ?? { id: '', name: '', arguments: '' };
        call.id += event.id ?? '';
        call.name += event.name ?? '';
        call.arguments += event.arguments ?? '';
        this.calls.set(event.index, call);
        return;
      }
      default:
        event satisfies never;
    }
  }

  message(field: ReasoningField): Extract<Message, { role: 'assistant' }> {
    const reasoning = this.reasoning === undefined ? {} : { reasoning: { field, text: this.reasoning } };
    return { role: 'assistant', content: this.content, ...reasoning, toolCalls: [] };
  }
}

function attachmentMedia(attachment: Attachment): MediaPart[] {
  if (attachment.type !== 'image' && attachment.type !== 'video') return [];
  const { type, mimeType, blob } = attachment;
  return [{ type, mimeType, blob }];
}
