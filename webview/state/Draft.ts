import type { Attachment, Prompt, ToWebview } from '../../src/shared/protocol.ts';
import type { Host } from './host.ts';
import { PromptHistory } from './PromptHistory.ts';
import { type Editing, readSaved, type Written } from './persistedDraft.ts';

/** Milliseconds between two messages that say that the user is writing. */
const WRITING_EVERY_MS = 30_000;

/** Sessions whose drafts are kept beside the one that is shown. */
const MAX_OTHERS = 30;

/**
 * What the user is about to send, in each session apart. Kept across reloads, and given up only once the host has it in the
 * session.
 */
export class Draft {
  text: string;
  attachments: readonly Attachment[];
  /** Why the last prompt could not be sent. */
  refusal: string | undefined;
  /** Counts the requests to put the cursor into the input. */
  focusRequests = 0;
  /** The earlier message that this is to take the place of, and what was written before. */
  editing: Editing | undefined;

  private readonly host: Host;
  /** The session that is shown, and the name that drafts have in it: '' before its first prompt, since it may yet become another. */
  private sessionId: string | undefined;
  private session: string;
  private others: Record<string, Written>;
  private readonly history: PromptHistory;
  /** What was sent and is not in the session yet. */
  private sent: Prompt | undefined;
  /** The text that it has in the session, where that is another. */
  private sentAs: string | undefined;
  /** What came back into an empty draft when the user went back to before it. */
  private returned: Prompt | undefined;
  private saidWritingAt = Number.NEGATIVE_INFINITY;
  private readonly listeners = new Set<() => void>();

  constructor(host: Host) {
    this.host = host;
    const saved = readSaved(host.saved());
    this.text = saved.text;
    this.attachments = saved.attachments;
    this.session = saved.session;
    this.others = saved.others;
    this.editing = saved.editing;
    this.history = new PromptHistory(saved.past);
  }

  get sending(): boolean {
    return this.sent !== undefined;
  }

  get isEmpty(): boolean {
    return this.text.trim() === '';
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  write(text: string): void {
    this.text = text;
    this.sayWriting();
    this.changed();
  }

  /** The prompt before or after the one that the arrow keys have brought into the input; undefined where there is none. */
  recall(direction: 'back' | 'forward'): string | undefined {
    return direction === 'back' ? this.history.back(this.text) : this.history.forward(this.text);
  }

  attach(attachment: Attachment): void {
    this.refusal = undefined;
    if (!this.has(attachment)) this.attachments = [...this.attachments, attachment];
    this.changed();
  }

  detach(attachment: Attachment): void {
    this.attachments = this.attachments.filter((candidate) => candidate !== attachment);
    this.changed();
  }

  has(attachment: Attachment): boolean {
    return this.attachments.some((candidate) => attachmentKey(candidate) === attachmentKey(attachment));
  }

  /** Says why something could not be attached. */
  complain(reason: string): void {
    this.refusal = reason;
    this.changed();
  }

  focus(): void {
    this.focusRequests += 1;
    this.changed();
  }

  /** Puts an earlier message into the input: sent, it takes that one's place. */
  edit(turn: number, { text, attachments }: Prompt): void {
    const before = this.editing?.before ?? { text: this.text, attachments: this.attachments };
    Object.assign(this, { editing: { turn, before }, text, attachments });
    this.focus();
  }

  /** Leaves the earlier message as it is. */
  stopEditing(): void {
    if (!this.editing) return;
    Object.assign(this, this.editing.before);
    this.editing = undefined;
    this.focus();
  }

  /** `steers`: not after the running turn's end, but with its next step. */
  send(steers = false): void {
    if (this.isEmpty || this.sending) return;
    this.sentAs = undefined;
    this.sent = { text: this.text, attachments: [...this.attachments] };
    this.refusal = undefined;
    const { sent: prompt, editing } = this;
    this.host.post({ type: 'send', prompt, steers, ...(editing ? { replaces: editing.turn } : {}) });
    this.changed();
  }

  receive(message: ToWebview): void {
    switch (message.type) {
      case 'attach':
        this.attach(message.attachment);
        return this.focus();
      case 'attachRefused':
        return this.complain(message.reason);
      case 'focusInput':
        return this.focus();
      case 'promptRefused':
        return this.refused(message.prompt, message.reason);
      case 'promptTaken':
        return this.taken(message.text, message.as);
      case 'promptReturned':
        return this.takeBack(message.prompt);
      case 'entries':
        if (message.sessionId !== this.sessionId) return;
        for (const { event } of message.entries) {
          if (event.type === 'turn.started') this.begun(event.prompt.text);
          if (event.type === 'prompt.queued') this.arrived(event.prompt.text);
          if (event.type === 'session.redone') this.giveBack();
        }
        return;
      case 'snapshot': {
        const { blocks, turns } = message.transcript;
        const prompts = blocks.filter((block) => block.type === 'user').map(({ text }) => text);
        this.history.remember(prompts);
        this.sessionId = message.sessionId;
        this.enter(turns === 0 ? '' : message.sessionId);
        const last = prompts.at(-1);
        if (last !== undefined) this.arrived(last);
        return;
      }
      default:
        return;
    }
  }

  /** What is written in one session stays there while another is shown. */
  private enter(session: string): void {
    if (session === this.session) return;
    this.stopEditing();
    const { attachments, others, sent } = this;
    // What is on its way into that session is not left there.
    const text = sent && this.text.startsWith(sent.text) ? this.text.slice(sent.text.length) : this.text;
    const { [session]: written = { text: '', attachments: [] }, ...rest } = others;
    const left = text === '' && attachments.length === 0 ? {} : { [this.session]: { text, attachments } };
    this.others = Object.fromEntries(Object.entries({ ...rest, ...left }).slice(-MAX_OTHERS));
    Object.assign(this, written, { session, sent: undefined, returned: undefined, refusal: undefined });
    this.changed();
  }

  /** What was sent was a command, and is done; or it becomes part of the session as another text. */
  private taken(text: string, as: string | undefined): void {
    const { sent } = this;
    if (sent?.text !== text) return;
    if (as !== undefined) {
      this.sentAs = as;
      return;
    }
    this.history.remember([text]);
    this.sent = undefined;
    if (this.text.startsWith(text)) this.text = this.text.slice(text.length);
    this.changed();
  }

  private begun(text: string): void {
    this.session = this.sessionId ?? '';
    this.arrived(text);
  }

  /** The session holds a prompt: what was sent leaves the input; what was typed meanwhile stays. */
  private arrived(text: string): void {
    const { sent } = this;
    if (!sent || (this.sentAs ?? sent.text) !== text) return;
    this.sent = undefined;
    this.editing = undefined;
    this.history.remember([sent.text]);
    if (this.text.startsWith(sent.text)) this.text = this.text.slice(sent.text.length);
    this.attachments = this.attachments.filter((attachment) => !sent.attachments.includes(attachment));
    this.changed();
  }

  /** An empty reason: the user thought better of it. */
  private refused(prompt: Prompt, reason: string): void {
    this.sent = undefined;
    this.add(prompt);
    this.refusal = reason;
    this.focus();
  }

  /** The user went back to before this prompt, or took it out of the queue. What they have typed since stays, below it. */
  private takeBack(prompt: Prompt): void {
    this.returned = this.isEmpty && this.attachments.length === 0 ? prompt : undefined;
    this.add(prompt);
    this.focus();
  }

  /** The prompt that was taken back stands in the conversation again; where the user did not work on it, it leaves the input. */
  private giveBack(): void {
    const { returned } = this;
    this.returned = undefined;
    if (returned?.text !== this.text) return;
    this.text = '';
    this.attachments = [];
    this.changed();
  }

  private add(prompt: Prompt): void {
    if (!this.text.includes(prompt.text)) this.text = this.isEmpty ? prompt.text : `${prompt.text}\n${this.text}`;
    for (const attachment of prompt.attachments) this.attach(attachment);
  }

  private sayWriting(): void {
    if (performance.now() - this.saidWritingAt < WRITING_EVERY_MS) return;
    this.saidWritingAt = performance.now();
    this.host.post({ type: 'writing' });
  }

  private changed(): void {
    const { text, attachments, session, others, editing } = this;
    this.host.save({ text, attachments, session, others, past: this.history.past, ...(editing ? { editing } : {}) });
    for (const listener of [...this.listeners]) listener();
  }
}

/** Equal for attachments that say the same. */
export function attachmentKey(attachment: Attachment): string {
  switch (attachment.type) {
    case 'selection':
      return `${attachment.path}:${attachment.startLine}-${attachment.endLine}`;
    case 'file':
      return attachment.path;
    case 'folder':
      return `${attachment.path}/`;
    case 'data':
      return `${attachment.source}:${attachment.name}:${attachment.source === 'paste' ? attachment.text : ''}`;
    case 'image':
    case 'video':
      return attachment.blob;
  }
}
