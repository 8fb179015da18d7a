import * as vscode from 'vscode';
import type { FromWebview, ToWebview } from '../../shared/protocol.ts';
import { earlierParts, lastPart } from '../../shared/transcript/reduce.ts';
import { panelHtml } from './panelHtml.ts';

type Sent<Type extends ToWebview['type']> = Extract<ToWebview, { type: Type }>;

/** A message as the app has it: what keeps the panel in step is added here. */
export type Message =
  | Exclude<ToWebview, Sent<'snapshot' | 'earlier' | 'entries'>>
  | Omit<Sent<'snapshot'>, 'earlier'>
  | Omit<Sent<'entries'>, 'after'>;

/** The panel in one place: a webview with its page, and the messages to it. */
export class PanelPage {
  private readonly webview: vscode.Webview;
  private ready = false;
  /** Entries of this very moment: a step ends and the next begins with several, and each message costs VS Code as much as a word. */
  private held: Extract<Message, { type: 'entries' }> | undefined;
  /** What the panel shows, and the sequence number that it has come to. */
  private shown = { sessionId: '', seq: 0 };
  private sendingEarlier: NodeJS.Immediate | undefined;

  /** `receive` gets the page's messages in the order in which they were sent. */
  constructor(
    webview: vscode.Webview,
    extensionUri: vscode.Uri,
    receive: (message: FromWebview, page: PanelPage) => void,
  ) {
    this.webview = webview;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
    };
    webview.onDidReceiveMessage((message: FromWebview) => receive(message, this));
    webview.html = panelHtml(webview, extensionUri, vscode.l10n.bundle ?? {});
  }

  get isReady(): boolean {
    return this.ready;
  }

  /** Sends to a page that is ready; before that there is nothing to send, as a page opens with a snapshot. */
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
    this.held = { ...message, entries: [...message.entries] };
    setImmediate(() => this.sendHeld());
  }

  /** The page listens, and gets its first messages. */
  start(first: readonly Message[]): void {
    this.ready = true;
    // The first messages are newer.
    this.held = undefined;
    for (const message of first) this.post(message);
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

  /** The end of a long transcript at once, the rest in pieces: what the user looks at does not wait for it. */
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
    void this.webview.postMessage(message);
  }
}
