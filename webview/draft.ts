import type { Attachment, Prompt, ToWebview } from '../src/protocol.ts';
import type { Host } from './host.ts';

/** What the person is about to send. Kept across reloads, and given up only once the host has it in the session. */
export class Draft {
  text: string;
  attachments: readonly Attachment[];
  /** Why the last prompt could not be sent. */
  refusal: string | undefined;
  /** Counts the requests to put the cursor into the input. */
  focusRequests = 0;

  private readonly host: Host;
  /** What was sent and is not in the session yet. */
  private sent: Prompt | undefined;
  /** What came back into an empty draft when the person went back to before it. */
  private returned: Prompt | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(host: Host) {
    this.host = host;
    const saved = readSaved(host.saved());
    this.text = saved.text;
    this.attachments = saved.attachments;
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
    this.changed();
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

  send(): void {
    if (this.isEmpty || this.sending) return;
    this.sent = { text: this.text, attachments: [...this.attachments] };
    this.refusal = undefined;
    this.host.post({ type: 'send', prompt: this.sent });
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
      case 'promptReturned':
        return this.takeBack(message.prompt);
      case 'entries':
        for (const { event } of message.entries) {
          if (event.type === 'turn.started') this.arrived(event.prompt.text);
          if (event.type === 'session.redone') this.giveBack();
        }
        return;
      case 'snapshot': {
        const last = message.transcript.blocks.findLast((block) => block.type === 'user');
        if (last) this.arrived(last.text);
        return;
      }
      case 'state':
      case 'sessions':
      case 'showSessions':
      case 'restoring':
      case 'suggestions':
      case 'completions':
      case 'media':
      case 'mediaTokens':
      case 'unsaved':
        return;
    }
  }

  /** The session holds a prompt: what was sent leaves the input; what was typed meanwhile stays. */
  private arrived(text: string): void {
    const { sent } = this;
    if (sent?.text !== text) return;
    this.sent = undefined;
    if (this.text.startsWith(sent.text)) this.text = this.text.slice(sent.text.length);
    this.attachments = this.attachments.filter((attachment) => !sent.attachments.includes(attachment));
    this.changed();
  }

  private refused(prompt: Prompt, reason: string): void {
    this.sent = undefined;
    this.add(prompt);
    this.refusal = reason;
    this.focus();
  }

  /** The person went back to before this prompt. What they have typed since stays, below it. */
  private takeBack(prompt: Prompt): void {
    this.returned = this.isEmpty && this.attachments.length === 0 ? prompt : undefined;
    this.add(prompt);
    this.focus();
  }

  /** The prompt that was taken back stands in the conversation again; where the person did not work on it, it leaves the input. */
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

  private changed(): void {
    this.host.save({ text: this.text, attachments: this.attachments });
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

function readSaved(saved: unknown): { text: string; attachments: Attachment[] } {
  if (typeof saved !== 'object' || saved === null) return { text: '', attachments: [] };
  const text: unknown = Reflect.get(saved, 'text');
  const attachments: unknown = Reflect.get(saved, 'attachments');
  return {
    text: typeof text === 'string' ? text : '',
    attachments: Array.isArray(attachments) ? attachments.filter(isAttachment) : [],
  };
}

function isAttachment(value: unknown): value is Attachment {
  if (typeof value !== 'object' || value === null) return false;
  const field = (name: string): string => typeof Reflect.get(value, name);
  switch (Reflect.get(value, 'type')) {
    case 'selection':
      return field('path') === 'string' && field('text') === 'string' && field('startLine') === 'number';
    case 'file':
      return field('path') === 'string';
    case 'folder':
      return field('path') === 'string' && field('text') === 'string';
    case 'data':
      return field('source') === 'string' && field('name') === 'string' && field('text') === 'string';
    case 'image':
    case 'video':
      return field('name') === 'string' && field('blob') === 'string';
    default:
      return false;
  }
}
