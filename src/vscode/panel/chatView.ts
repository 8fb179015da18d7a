import * as vscode from 'vscode';
import type { FromWebview } from '../../shared/protocol.ts';
import { type Message, PanelPage } from './panelPage.ts';

const EDITOR_TYPE = 'askKimi.editor';

interface Place {
  page: PanelPage;
  isVisible(): boolean;
  reveal(): void;
}

/** The panel, in its view and, where the user wants it there too, in an editor tab: both show the same. */
export class ChatView implements vscode.WebviewViewProvider, vscode.WebviewPanelSerializer {
  private readonly extensionUri: vscode.Uri;
  private readonly receive: (message: FromWebview, page: PanelPage) => void;
  private readonly onOpening: () => void;
  private view: (Place & { view: vscode.WebviewView }) | undefined;
  private editor: (Place & { panel: vscode.WebviewPanel }) | undefined;
  /** The page that the user used last. */
  private active: PanelPage | undefined;
  /** Whether that page has the focus. */
  private focused = false;
  private waiting: Message[] = [];

  /** `receive` gets each page's messages in the order in which they were sent; `onOpening` is called when a page begins to load. */
  constructor(
    extensionUri: vscode.Uri,
    receive: (message: FromWebview, page: PanelPage) => void,
    onOpening: () => void,
  ) {
    this.extensionUri = extensionUri;
    this.receive = receive;
    this.onOpening = onOpening;
  }

  /** Offers the panel to VS Code. */
  register(): vscode.Disposable {
    const webviewOptions = { retainContextWhenHidden: true };
    return vscode.Disposable.from(
      vscode.window.registerWebviewViewProvider('askKimi.chat', this, { webviewOptions }),
      vscode.window.registerWebviewPanelSerializer(EDITOR_TYPE, this),
    );
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const place = {
      view,
      page: this.openPage(view.webview),
      isVisible: () => view.visible,
      reveal: () => void vscode.commands.executeCommand('askKimi.chat.focus'),
    };
    this.view = place;
    view.onDidDispose(() => {
      if (this.view === place) this.view = undefined;
      this.forget(place.page);
    });
  }

  /** A window that was reloaded has its editor tab back. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel): Promise<void> {
    if (this.editor) panel.dispose();
    else this.showIn(panel);
  }

  /** Shows the panel in an editor tab, beside the view. */
  openInEditor(): void {
    if (this.editor) return this.editor.reveal();
    const options = { retainContextWhenHidden: true };
    this.showIn(vscode.window.createWebviewPanel(EDITOR_TYPE, 'Ask Kimi', vscode.ViewColumn.Active, options));
  }

  get visible(): boolean {
    return this.places.some((place) => place.isVisible());
  }

  /** Brings the panel to the front, where the user sees it already or used it last, and moves the focus there. */
  async show(): Promise<void> {
    // To move the focus to where it is takes it away for a moment, and a key that is pressed then is lost.
    if (this.focused) return;
    const { editor } = this;
    if (editor && (editor.isVisible() || this.active === editor.page)) editor.reveal();
    else await vscode.commands.executeCommand('askKimi.chat.focus');
  }

  /** Sends to every page that is ready. */
  post(message: Message): void {
    for (const { page } of this.places) page.post(message);
  }

  /** Sends what no snapshot holds to the page that the user uses: it waits where none is ready. */
  deliver(message: Message): void {
    const page = this.readyPage;
    if (page) page.post(message);
    else this.waiting.push(message);
  }

  /** Plays a sound in one page that is open, shown or not; nothing where none is. */
  chime(sound: 'done' | 'waits'): void {
    this.readyPage?.post({ type: 'chime', sound });
  }

  /** A page listens: it gets its first messages, then what waited. */
  start(page: PanelPage, first: readonly Message[]): void {
    page.start([...first, ...this.waiting.splice(0)]);
  }

  /** The number of decisions that wait for the user, shown on the view's icon. */
  setBadge(count: number): void {
    if (!this.view) return;
    const tooltip = vscode.l10n.t('{0} waiting for your decision', count);
    this.view.view.badge = count > 0 ? { value: count, tooltip } : undefined;
  }

  /** The one that the user used last, where there are two. */
  private get readyPage(): PanelPage | undefined {
    return this.active?.isReady ? this.active : this.places.find(({ page }) => page.isReady)?.page;
  }

  private get places(): Place[] {
    return [this.view, this.editor].filter((place) => place !== undefined);
  }

  private showIn(panel: vscode.WebviewPanel): void {
    const icon = (theme: string) => vscode.Uri.joinPath(this.extensionUri, 'media', `tab-${theme}.svg`);
    panel.iconPath = { dark: icon('dark'), light: icon('light') };
    const place = {
      panel,
      page: this.openPage(panel.webview),
      isVisible: () => panel.visible,
      reveal: () => panel.reveal(),
    };
    this.editor = place;
    panel.onDidDispose(() => {
      this.editor = undefined;
      this.forget(place.page);
    });
  }

  private openPage(webview: vscode.Webview): PanelPage {
    this.onOpening();
    return new PanelPage(webview, this.extensionUri, (message, page) => {
      const isFocus = message.type === 'focus';
      // Which of two pages tells first of the focus that went from one to the other is not known.
      if (isFocus && !message.focused && this.active !== page) return;
      if (isFocus) this.focused = message.focused;
      if (isFocus ? message.focused : message.type !== 'ready') this.active = page;
      this.receive(message, page);
    });
  }

  private forget(page: PanelPage): void {
    if (this.active !== page) return;
    this.active = undefined;
    this.focused = false;
  }
}
