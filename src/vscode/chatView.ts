import * as vscode from 'vscode';
import type { FromWebview, ToWebview } from '../protocol.ts';
import { earlierParts, lastPart } from '../transcript.ts';
import { panelHtml } from './panelHtml.ts';

type Sent<Type extends ToWebview['type']> = Extract<ToWebview, { type: Type }>;

/** A message as the app has it: what keeps the panel in step is added here. */
export type Message =
  | Exclude<ToWebview, Sent<'snapshot' | 'earlier' | 'entries'>>
  | Omit<Sent<'snapshot'>, 'earlier'>
  | Omit<Sent<'entries'>, 'after'>;

/** The panel's place in the sidebar: its page, and the messages to and from it. */
export class ChatView implements vscode.WebviewViewProvider {
  private readonly extensionUri: vscode.Uri;
  private readonly receive: (message: FromWebview) => void;
  private view: vscode.WebviewView | undefined;
  private ready = false;
  /** Entries of this very moment: a step ends and the next begins with several, and each message costs VS Code as much as a word. */
  private held: Extract<Message, { type: 'entries' }> | undefined;
  private waiting: Message[] = [];
  /** What the panel shows, and the sequence number that it has come to. */
  private shown = { sessionId: '', seq: 0 };
  private sendingEarlier: NodeJS.Immediate | undefined;

  /** `receive` gets the panel's messages in the order in which they were sent. */
  constructor(extensionUri: vscode.Uri, receive: (message: FromWebview) => void) {
    this.extensionUri = extensionUri;
    this.receive = receive;
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    this.view = view;
    this.ready = false;
    view.webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(this.extensionUri, 'dist')],
    };
    view.webview.onDidReceiveMessage((message: FromWebview) => this.receive(message));
    view.onDidDispose(() => {
      if (this.view !== view) return;
      this.view = undefined;
      this.ready = false;
    });
    view.webview.html = panelHtml(view.webview, this.extensionUri, vscode.l10n.bundle ?? {});
  }

  get visible(): boolean {
    return this.view?.visible ?? false;
  }

  /** Opens the sidebar with the panel and moves the focus there. */
  async show(): Promise<void> {
    await vscode.commands.executeCommand('askKimi.chat.focus');
  }

  /** Sends to a panel that is ready; before that there is nothing to send, as a panel opens with a snapshot. */
  post(message: Message): void {
    if (!this.ready) return;
    const { held } = this;
    if (message.type === 'entries' && message.sessionId === held?.sessionId) {
      held.entries.push(...message.entries);
      return;
    }
    this.sendHeld();
    if (message.type !== 'entries') {
      this.send(message);
      return;
    }
    this.held = message;
    setImmediate(() => this.sendHeld());
  }

  /** Sends what no snapshot holds: it waits for the panel where that is not ready. */
  deliver(message: Message): void {
    if (this.ready) this.post(message);
    else this.waiting.push(message);
  }

  /** The panel listens: it gets its first messages, then what waited for it. */
  start(first: Message[]): void {
    this.ready = true;
    // The first messages are newer.
    this.held = undefined;
    for (const message of first) this.post(message);
    for (const message of this.waiting.splice(0)) this.post(message);
  }

  /** The number of decisions that wait for the person, shown on the view's icon. */
  setBadge(count: number): void {
    if (!this.view) return;
    const tooltip = vscode.l10n.t('{0} waiting for your decision', count);
    this.view.badge = count > 0 ? { value: count, tooltip } : undefined;
  }

  private sendHeld(): void {
    const { held } = this;
    this.held = undefined;
    if (held) this.send(held);
  }

  private send(message: Message): void {
    switch (message.type) {
      case 'snapshot':
        return this.sendSnapshot(message);
      case 'entries': {
        if (message.sessionId !== this.shown.sessionId) return;
        const after = this.shown.seq;
        this.shown.seq = message.entries.at(-1)?.seq ?? after;
        return this.transmit({ ...message, after });
      }
      default:
        return this.transmit(message);
    }
  }

  /** The end of a long transcript at once, the rest in pieces: what the person looks at does not wait for it. */
  private sendSnapshot(message: Extract<Message, { type: 'snapshot' }>): void {
    const { sessionId, transcript: whole } = message;
    const { transcript, earlier } = lastPart(whole);
    this.shown = { sessionId, seq: whole.seq };
    this.transmit({ ...message, transcript, earlier });
    const parts = earlierParts(whole, earlier);
    const sendNext = (): void => {
      const { value: blocks } = parts.next();
      if (!blocks) return;
      this.transmit({ type: 'earlier', sessionId, blocks });
      this.sendingEarlier = setImmediate(sendNext);
    };
    clearImmediate(this.sendingEarlier);
    this.sendingEarlier = setImmediate(sendNext);
  }

  private transmit(message: ToWebview): void {
    void this.view?.webview.postMessage(message);
  }
}
