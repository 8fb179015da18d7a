import * as vscode from 'vscode';
import type { FromWebview, ToWebview } from '../protocol.ts';
import { panelHtml } from './panelHtml.ts';

/** The panel's place in the sidebar: its page, and the messages to and from it. */
export class ChatView implements vscode.WebviewViewProvider {
  private readonly extensionUri: vscode.Uri;
  private readonly receive: (message: FromWebview) => void;
  private view: vscode.WebviewView | undefined;
  private ready = false;
  /** Entries of this very moment: a step ends and the next begins with several, and each message costs VS Code as much as a word. */
  private held: Extract<ToWebview, { type: 'entries' }> | undefined;
  private waiting: ToWebview[] = [];

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
  post(message: ToWebview): void {
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
  deliver(message: ToWebview): void {
    if (this.ready) this.post(message);
    else this.waiting.push(message);
  }

  /** The panel listens: it gets its first messages, then what waited for it. */
  start(first: ToWebview[]): void {
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

  private send(message: ToWebview): void {
    void this.view?.webview.postMessage(message);
  }
}
