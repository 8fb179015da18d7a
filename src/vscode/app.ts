import * as vscode from 'vscode';
import type { AgentEvent, BlobRef, Entry } from '../agent/events/events.ts';
import { systemPrompt } from '../agent/systemPrompt.ts';
import { toolDefinition } from '../agent/toolDefinition.ts';
import type { ChatSession } from '../session/chatSession.ts';
import { WindowWrites } from '../session/checkpoints/windowWrites.ts';
import { DraftMedia } from '../session/draftMedia.ts';
import { WindowJobs } from '../session/jobs/windowJobs.ts';
import { openStore } from '../session/log/store.ts';
import type { SessionParts } from '../session/sessionParts.ts';
import type { FromWebview, PanelState } from '../shared/protocol.ts';
import { isRunning } from '../shared/transcript/reduce.ts';
import { decisionsIn, standingOf } from '../shared/transcript/sessionStatus.ts';
import { builtinTools } from '../tools/builtinTools.ts';
import type { ToolServers } from '../tools/external/mcp/toolServers.ts';
import { OfferedTools } from '../tools/offeredTools.ts';
import { Git } from '../util/system/git.ts';
import { RestoreCommands } from './checkpoints/restoreCommands.ts';
import { ApiKeys } from './endpoint/apiKeys.ts';
import { ContextWindowSizes } from './endpoint/contextWindowSizes.ts';
import { EndpointCommands } from './endpoint/endpointCommands.ts';
import { UnencryptedEndpoints } from './endpoint/unencryptedEndpoints.ts';
import { EnabledTools } from './externalTools/enabledTools.ts';
import { VscodeForeignTools } from './externalTools/externalTools.ts';
import { openToolServers } from './externalTools/mcpServers.ts';
import { selectTools } from './externalTools/selectTools.ts';
import { VscodeLanguages } from './languages/vscodeLanguages.ts';
import type { ChatView } from './panel/chatView.ts';
import { PanelMedia } from './panel/panelMedia.ts';
import type { Message, PanelPage } from './panel/panelPage.ts';
import { readPanelState } from './panel/panelState.ts';
import { PanelUpdates } from './panelUpdates.ts';
import { OfferedAttachment } from './prompts/attachments.ts';
import { Mentions } from './prompts/mentions/mentions.ts';
import { PromptSender } from './prompts/promptSender.ts';
import { SlashCommands } from './prompts/slash/slashCommands.ts';
import { CardActions } from './review/cardActions.ts';
import { CodeProposals } from './review/codeProposals.ts';
import { DiffReview, type ProposalSource } from './review/diffReview.ts';
import { EditorQueue } from './review/editorQueue.ts';
import { PendingEditsViews } from './review/pendingEditsViews.ts';
import type { ProposalFileSystem, ProposalTexts } from './review/proposalFileSystem.ts';
import { ReviewCommands } from './review/reviewCommands.ts';
import { UnsavedFiles } from './review/unsavedFiles.ts';
import { CheckpointPruner } from './sessions/checkpointPruner.ts';
import { ConversationCommands } from './sessions/conversationCommands.ts';
import { Notifications } from './sessions/notifications.ts';
import { OpenSessions } from './sessions/openSessions.ts';
import { OutputLog } from './sessions/outputLog.ts';
import { SessionCommands } from './sessions/sessionCommands.ts';
import { SessionHandover } from './sessions/sessionHandover.ts';
import { StatusBar } from './sessions/statusBar.ts';
import { windowPlace } from './sessions/windowPlace.ts';
import { PERMISSIONS, watchRules } from './settings/permissions.ts';
import { readSettings } from './settings/settings.ts';
import { COMMAND_SHELL, nameShell } from './terminal/commandShell.ts';
import { WorkspaceTasks } from './terminal/workspaceTasks.ts';
import { diskErrorMessage } from './ui/diskErrorMessage.ts';
import { messageOf } from './ui/errorMessages.ts';
import { warn } from './ui/messages.ts';
import { EDITOR_NETWORK } from './ui/proxySettings.ts';
import { followEditorWrites } from './workspace/edits/editorWrites.ts';
import { isVirtual } from './workspace/virtualFolders.ts';
import { VscodeWorkspace } from './workspace/workspace.ts';

/** What activation hands over: the parts that exist before anything heavy is loaded. */
export interface Shell {
  context: vscode.ExtensionContext;
  view: ChatView;
  files: ProposalFileSystem;
}

/** What does what the panel asks for. Rejects with what the user should read. */
type HandleMessage = (app: App, message: FromWebview, page: PanelPage) => Promise<void>;

/** The extension behind its registrations: one session, its review and its panel, and what commands and messages do. */
export class App implements vscode.Disposable {
  private readonly handleMessage: HandleMessage;
  private readonly git = new Git(PERMISSIONS.trusted);
  readonly workspace = new VscodeWorkspace(this.git);
  readonly editors = new EditorQueue();
  readonly media: PanelMedia;
  readonly mentions: Mentions;
  readonly restores: RestoreCommands;
  readonly conversation: ConversationCommands;
  readonly edits: ReviewCommands;
  readonly endpoints: EndpointCommands;
  readonly prompts: PromptSender;
  readonly slash: SlashCommands;
  readonly sessionCommands: SessionCommands;
  readonly cards: CardActions;
  readonly feed: PanelUpdates;
  private readonly chosenTools: EnabledTools;
  private readonly toolServers: ToolServers;
  private readonly log = new OutputLog();
  private readonly view: ChatView;
  private readonly keys: ApiKeys;
  private readonly windows: ContextWindowSizes;
  private readonly jobs: WindowJobs;
  private readonly offeredTools: OfferedTools;
  private readonly writes = new WindowWrites();
  private readonly parts: SessionParts;
  private readonly sessions: OpenSessions;
  private readonly status = new StatusBar();
  private readonly notices: Notifications;
  private readonly review: DiffReview;
  private readonly waiting: PendingEditsViews;
  private readonly unsaved: UnsavedFiles;
  private readonly code: CodeProposals;
  private readonly offered: OfferedAttachment;
  private readonly pruning: CheckpointPruner;
  private readonly listeners: vscode.Disposable;
  /** When the focus came into the panel, as `performance.now()` has it; undefined where it is elsewhere, as far as is known. */
  private focusedAt: number | undefined;
  /** What VS Code's key `askKimi.running` was last set to. */
  private saidRunning = false;

  constructor({ context, view, files }: Shell, handleMessage: HandleMessage) {
    this.handleMessage = handleMessage;
    this.view = view;
    this.keys = new ApiKeys(context.secrets, process.env);
    this.chosenTools = new EnabledTools(context.globalState);
    this.toolServers = openToolServers(context, this.workspace);
    this.windows = new ContextWindowSizes(this.keys, () => void this.feed.postState());
    this.media = new PanelMedia({
      draft: new DraftMedia(vscode.Uri.joinPath(context.globalStorageUri, 'drafts').fsPath),
      view,
      keys: this.keys,
      session: () => this.sessions.get(),
    });
    this.mentions = new Mentions({
      workspace: this.workspace,
      git: this.git,
      view,
      addMedia: (name, data) => this.media.add(name, data),
    });
    this.restores = new RestoreCommands({
      view,
      editors: this.editors,
      session: () => this.sessions.get(),
      takeBack: (prompt, session) => this.media.takeBack(prompt, session),
    });
    const onProblem = (error: unknown) => this.report(error);
    const { keys, windows } = this;
    const unencrypted = new UnencryptedEndpoints(context.globalState);
    this.endpoints = new EndpointCommands({ keys, windows, unencrypted, onProblem });
    this.slash = new SlashCommands({
      workspace: this.workspace,
      storage: context.globalStorageUri,
      read: (mention) => this.mentions.collect(mention),
    });
    this.prompts = new PromptSender({
      view,
      slash: this.slash,
      workspace: this.workspace,
      keys,
      windows,
      media: this.media,
      restores: this.restores,
      endpoints: this.endpoints,
      session: () => this.sessions.get(),
    });
    const store = openStore(
      vscode.Uri.joinPath(context.globalStorageUri, 'sessions').fsPath,
      context.storageUri?.toString() ?? vscode.env.sessionId,
    );
    this.jobs = new WindowJobs({
      start: (command, onOutput) => this.workspace.startCommand(command, onOutput),
      onProblem,
    });
    this.offeredTools = new OfferedTools(
      builtinTools({
        workspace: this.workspace,
        languages: new VscodeLanguages(),
        tasks: new WorkspaceTasks(),
        network: EDITOR_NETWORK,
      }),
    );
    this.parts = {
      store,
      workspace: this.workspace,
      tools: this.offeredTools.tools,
      foreign: new VscodeForeignTools(this.chosenTools, this.toolServers),
      model: (media) => this.endpoints.model(media),
      permissions: PERMISSIONS,
      jobs: this.jobs,
      writes: this.writes,
      titles: () => readSettings().titles,
      spendingLimit: () => readSettings().spendingLimit,
      limits: () => {
        const { stepLimit, timeLimit, costLimit } = readSettings();
        return { steps: stepLimit, minutes: timeLimit, cost: costLimit };
      },
      systemPrompt: () =>
        systemPrompt({
          platform: process.platform,
          shell: nameShell(COMMAND_SHELL),
          folders: this.workspace.folders(),
          virtual: isVirtual(),
        }),
      place: () => windowPlace(this.workspace.folders()),
      onProblem,
    };
    this.review = new DiffReview({
      workspace: this.workspace,
      editors: this.editors,
      find: (source) => this.findSource(source),
      touch: (uri) => files.touch(uri),
      panelFocusedAt: () => (this.view.visible ? this.focusedAt : undefined),
      onProblem,
    });
    this.waiting = new PendingEditsViews(context.workspaceState);
    this.unsaved = new UnsavedFiles((actions) => {
      view.post({ type: 'unsaved', actions });
      this.waiting.markUnsaved(actions);
    });
    this.edits = new ReviewCommands({
      review: this.review,
      session: () => this.sessions.get(),
      find: (source) => this.findSource(source),
    });
    this.code = new CodeProposals(this.workspace, (action) => this.review.close(this.code, action));
    const handover = new SessionHandover(context.globalStorageUri);
    this.sessions = new OpenSessions(this.parts, context.workspaceState, handover, {
      onShown: (session) => this.onShown(session),
      onEntries: (session, entries) => this.onEntries(session, entries),
      onEntriesBehind: (session, entries) => this.onEntriesBehind(session, entries),
      onSaving: () => void this.feed.postState(),
    });
    this.conversation = new ConversationCommands({
      view,
      keys,
      sessions: this.sessions,
      store,
      version: versionOf(context),
    });
    const session = () => this.sessions.get();
    this.cards = new CardActions({ workspace: this.workspace, review: this.review, code: this.code, session });
    this.feed = new PanelUpdates({
      view,
      mentions: this.mentions,
      slash: this.slash,
      session,
      readState: () => this.readState(),
      opening: () => this.opening(),
    });
    this.sessionCommands = new SessionCommands({ sessions: this.sessions, session: this.parts, view, keys, handover });
    this.notices = new Notifications({
      seen: (session) => vscode.window.state.focused && view.visible && this.sessions.shows(session),
      chime: (sound) => view.chime(sound),
      show: (session) => this.showSession(session),
      onProblem,
    });
    const refresh = () => void this.feed.postState();
    this.offered = new OfferedAttachment(this.workspace, refresh);
    this.pruning = new CheckpointPruner(store, onProblem);
    this.listeners = vscode.Disposable.from(
      this.log,
      this.status,
      this.notices,
      this.pruning,
      this.mentions,
      this.offered,
      this.review,
      this.waiting,
      this.unsaved,
      watchRules(),
      followEditorWrites(this.writes),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('askKimi') && refresh()),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.followFolders().catch(onProblem)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.offeredTools.forget()),
      vscode.workspace.onDidGrantWorkspaceTrust(refresh),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.offeredTools.forget()),
      vscode.window.onDidChangeWindowState(({ focused }) => focused && this.sessions.showHandedOver().catch(onProblem)),
      this.keys.onDidChange(refresh),
    );
  }

  /** What the proposals' file system shows. */
  get texts(): ProposalTexts {
    return this.review;
  }

  dispose(): void {
    this.listeners.dispose();
  }

  /** Writes what is left, as the window closes. */
  async close(): Promise<void> {
    this.dispose();
    await Promise.all([this.sessions.close(), this.jobs.stopAll(), this.toolServers.close()]);
    this.workspace.dispose();
  }

  async selectTools(): Promise<void> {
    await selectTools(this.chosenTools, this.toolServers);
  }

  async receive(message: FromWebview, page: PanelPage): Promise<void> {
    await this.handleMessage(this, message, page).catch((error: unknown) => this.report(error));
  }

  /** A panel opened, or its page was loaded again. */
  async startPanel(page: PanelPage): Promise<void> {
    await this.feed.start(page);
    this.showStandings();
    await this.offered.refresh();
  }

  /** Opens the session ahead of the panel, so that the edits that wait in it are shown. */
  async openSession(): Promise<void> {
    await this.sessions.get().catch((error: unknown) => this.report(error));
  }

  /** The user is writing: what the prompt will need is loaded and looked up. What fails here fails again where it is needed. */
  async prepare(): Promise<void> {
    await Promise.allSettled([
      this.offeredTools.prepare(),
      this.endpoints.prepare(this.parts.tools.map(toolDefinition)),
    ]);
  }

  openInEditor(): void {
    this.view.openInEditor();
  }

  panelFocused(focused: boolean): void {
    this.focusedAt = focused ? performance.now() : undefined;
    // VS Code's own key `focusedView` does not know of the focus within a webview.
    void vscode.commands.executeCommand('setContext', 'askKimi.panelFocused', focused);
  }

  async resume(): Promise<void> {
    await (await this.sessions.get()).resume();
  }

  async retryNow(): Promise<void> {
    (await this.sessions.get()).retryNow();
  }

  async stop(): Promise<void> {
    (await this.sessions.get()).stop();
  }

  /** What a session kept of a file. */
  async readKept(session: string, ref: BlobRef): Promise<Uint8Array> {
    return await this.parts.store.read(session, ref);
  }

  private async followFolders(): Promise<void> {
    await this.feed.postState();
    await Promise.all(this.sessions.all.map((session) => session.followFolders()));
  }

  private async findSource(id: string): Promise<ProposalSource> {
    if (id === this.code.id) return this.code;
    const session = await this.sessions.find(id);
    if (!session) throw new Error(vscode.l10n.t('This edit belongs to another session.'));
    return session;
  }

  private onShown(session: ChatSession): void {
    this.restores.confirmation.answer('cancel');
    this.feed.show(session).catch((error: unknown) => this.report(error));
    this.showStandings();
    this.waiting.open(session);
    this.unsaved.follow(session);
    this.review.take(session).catch((error: unknown) => this.report(error));
  }

  private onEntries(session: ChatSession, entries: readonly Entry[]): void {
    // First, so that a button that saves says so as soon as it is there.
    if (entries.some(({ event }) => event.type.startsWith('action.'))) this.unsaved.follow(session);
    this.view.post({ type: 'entries', sessionId: session.id, entries: [...entries] });
    this.review.follow(session, entries);
    this.waiting.follow(session, entries);
    this.followAnywhere(session, entries);
  }

  private onEntriesBehind(session: ChatSession, entries: readonly Entry[]): void {
    this.followAnywhere(session, entries);
    if (entries.some(({ event }) => changesStanding(event))) void this.feed.postState();
  }

  /** What entries mean whether their session is shown or not. */
  private followAnywhere(session: ChatSession, entries: readonly Entry[]): void {
    this.log.follow(session.id, entries);
    this.notices.follow(session, entries);
    if (entries.some(({ event }) => changesStanding(event))) this.showStandings();
    if (entries.some(({ event }) => event.type === 'turn.finished')) this.pruning.turnEnded();
  }

  private showStandings(): void {
    const open = this.sessions.all.map(({ transcript }) => transcript);
    const waiting = open.reduce((sum, transcript) => sum + decisionsIn(transcript), 0);
    this.view.setBadge(waiting);
    this.status.show(open.map(standingOf), waiting);
    const shown = open[0];
    const running = shown !== undefined && isRunning(shown);
    if (running !== this.saidRunning) void vscode.commands.executeCommand('setContext', 'askKimi.running', running);
    this.saidRunning = running;
  }

  private async showSession(id: string): Promise<void> {
    await this.sessions.switchTo(id);
    await this.view.show();
  }

  private opening(): Message[] {
    const { question } = this.restores.confirmation;
    return [
      { type: 'unsaved', actions: this.unsaved.actions },
      { type: 'restoring', ...(question ? { question } : {}) },
    ];
  }

  private async readState(): Promise<PanelState> {
    const standings = this.sessions.behind.map(({ transcript }) => standingOf(transcript));
    const unsaved = this.sessions.all[0]?.unsaved;
    return await readPanelState({
      keys: this.keys,
      windows: this.windows,
      offered: this.offered.current,
      standings,
      unsaved: unsaved && diskErrorMessage(unsaved),
    });
  }

  private report(error: unknown): void {
    this.log.error(error);
    warn(messageOf(error));
  }
}

function versionOf({ extension }: vscode.ExtensionContext): string {
  const { version }: { version?: unknown } = extension.packageJSON;
  return String(version);
}

function changesStanding({ type }: AgentEvent): boolean {
  return type.startsWith('action.') || type.startsWith('turn.') || type.startsWith('compaction.');
}
