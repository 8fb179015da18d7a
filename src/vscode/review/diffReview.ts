import path from 'node:path';
import * as vscode from 'vscode';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import type { Entry } from '../../agent/events/events.ts';
import { namesRemoteSchema } from '../../gate/namesRemoteSchema.ts';
import type { PersonDecision } from '../../session/consent/approvals.ts';
import { fileOf } from '../../session/edits/realPath.ts';
import { showInvisible } from '../../shared/showInvisible.ts';
import { isNotebook } from '../../tools/files/notebook/readNotebook.ts';
import { type EditorQueue, openEditor } from './editorQueue.ts';
import type { ProposalTexts } from './proposalFileSystem.ts';
import { closeTabs, holdsForeignPreview, KeptTabs, overviewTabs, proposalTabs, shownUri } from './proposalTabs.ts';
import { ProposalTyping, proposalDocuments, unkept } from './proposalTyping.ts';
import { editUri, type ProposalSide } from './proposalUri.ts';
import { TypingDetector } from './typingDetector.ts';

/** An edit as the review shows it. `path` is what the user reads. */
export interface ReviewedEdit {
  id: string;
  path: string;
  absolutePath: string;
  /** See FilePlace. */
  realPath?: string;
  /** Where a renamed file goes. */
  to?: { path: string; absolutePath: string };
}

export interface ReviewedProposal {
  action: ReviewedEdit;
  before: string | null;
  after: string | null;
  /** Set while the file is no longer what the edit fits. */
  ground?: object | undefined;
}

/** Where proposals come from: a session, for one. */
export interface ProposalSource {
  readonly id: string;
  /** Those that wait for the user, in the order in which they were proposed. */
  proposals(): ReviewedProposal[];
  /** Of any edit, decided or not. Throws for an unknown one. */
  editTexts(action: string): Promise<{ before: string | null; after: string | null }>;
  updateProposal(action: string, after: string): Promise<void>;
  decide(action: string, decision: PersonDecision): Promise<void>;
}

export interface ReviewParts {
  workspace: Workspace;
  editors: EditorQueue;
  /** Throws for a source that is not open. */
  find(source: string): Promise<ProposalSource>;
  /** Makes open editors of a proposal load it again. */
  touch(uri: vscode.Uri): void;
  /** When the focus came into the panel, as `performance.now()` has it; undefined where it is elsewhere. */
  panelFocusedAt(): number | undefined;
  onProblem(error: unknown): void;
}

/** Shows proposals in VS Code's diff editor, keeps what the user types there, and closes what is decided. */
export class DiffReview implements ProposalTexts, vscode.Disposable {
  private readonly parts: ReviewParts;
  private readonly typing = new TypingDetector();
  private readonly kept = new KeptTabs();
  private readonly typed: ProposalTyping;
  /** What each waiting edit makes of its file, as it was last told. */
  private texts = new Map<string, string | null>();
  /** The edit whose diff VS Code loads now. */
  private loading: string | undefined;

  constructor(parts: ReviewParts) {
    this.parts = parts;
    this.typed = new ProposalTyping(parts.onProblem);
  }

  async read({ source, action, side }: ProposalSide): Promise<{ text: string; writable: boolean }> {
    const found = await this.parts.find(source);
    const { before, after } = await found.editTexts(action);
    const pending = found.proposals().find((proposal) => proposal.action.id === action);
    // Where several edits are shown together, one that is decided is no change any more: both sides are the same.
    if (!pending && unkept(source, action).length === 0) {
      return { text: vscode.l10n.t('This edit is decided.'), writable: false };
    }
    if (side === 'before') return { text: before ?? '', writable: false };
    // A decided proposal with typing that was not kept yet must still be savable: only then does its tab close unasked.
    return { text: after ?? '', writable: after !== null && !pending?.action.to };
  }

  async write({ source, action }: ProposalSide, text: string): Promise<void> {
    await (await this.parts.find(source)).updateProposal(action, text);
  }

  /** Follows the log of a source: new proposals open by themselves, decided ones close. */
  follow(source: ProposalSource, entries: readonly Entry[]): void {
    for (const { event } of entries) {
      switch (event.type) {
        case 'action.requested':
          if (event.action.type === 'edit' && event.asks !== false) this.offer(source);
          break;
        case 'action.failed':
          // One that was to be made unasked waits after all; another has been offered before.
          if (!this.texts.has(event.id)) this.offer(source);
          break;
        case 'action.updated':
          if (event.cause !== 'person') {
            this.move(source, event.id, this.texts.get(event.id)).catch(this.parts.onProblem);
          }
          break;
        case 'action.decided':
          this.close(source, event.id);
          break;
      }
      if (event.type.startsWith('action.')) this.noteTexts(source);
    }
  }

  /** Opens the first proposal, unless a diff of ours is open already or the user types in an editor. */
  offer(source: ProposalSource): void {
    this.openUnasked(source).catch(this.parts.onProblem);
  }

  /** Shows one edit; `focus` where the user asked for it. */
  async open(source: ProposalSource, edit: ReviewedEdit, options: { focus: boolean }): Promise<void> {
    await this.parts.editors.run(() => this.show(source, edit, options));
  }

  /** All undecided edits: the diff of a single one, or one editor with all. False when there are none. */
  async openAll(source: ProposalSource): Promise<boolean> {
    return await this.parts.editors.run(async () => {
      const proposals = source.proposals();
      if (proposals.length > 1) await showTogether(source);
      else await this.showNext(source, { focus: true });
      return proposals.length > 0;
    });
  }

  /** Within the queue of editors, as all that is called show…. */
  private async show(source: ProposalSource, edit: ReviewedEdit, options: { focus: boolean }): Promise<void> {
    const plain = await showsPlain(source, edit);
    // The file itself would be read by its language's extension, too.
    const left =
      !plain && (await this.standsOnFile(source, edit))
        ? vscode.Uri.file(edit.absolutePath)
        : editUri(source.id, edit, 'before', { plain });
    const right = editUri(source.id, edit, 'after', { plain });
    const shown = proposalTabs().find(({ uri }) => uri.toString() === right.toString());
    const group = shown?.tab.group ?? vscode.window.tabGroups.activeTabGroup;
    const preview = !holdsForeignPreview(group);
    const replaced = preview ? [] : this.kept.in(group, right);
    const place = { viewColumn: group.viewColumn, preview, preserveFocus: !options.focus };
    this.loading = edit.id;
    try {
      await openEditor('vscode.diff', [left, right, await this.title(source, edit), place], (tab) => {
        return tab.isActive && shownUri(tab.input)?.toString() === right.toString();
      });
    } finally {
      this.loading = undefined;
    }
    if (!preview) this.kept.add(right);
    await closeTabs(replaced);
  }

  /** Shows the waiting edit at this place, or else the first one. */
  private async showNext(source: ProposalSource, options: { focus: boolean; at?: number }): Promise<void> {
    const proposals = source.proposals();
    const next = proposals[options.at ?? 0] ?? proposals[0];
    if (next) await this.show(source, next.action, options);
  }

  /** Decides with what stands in the editor now, also when it was typed this moment; then the next proposal opens. */
  async decide(
    source: ProposalSource,
    action: string,
    decision: PersonDecision,
    options: { focus: boolean },
  ): Promise<void> {
    const wasShown = this.loading === action || tabsOf(source, action).length > 0;
    const at = placeOf(source, action);
    await this.keepTyped(source, action);
    await source.decide(action, decision);
    const stays = placeOf(source, action) !== -1;
    if (!wasShown || stays) return;
    await this.parts.editors.run(async () => {
      const goesOn = overviewTabs(source.id).length === 0 && (options.focus || !this.typesInEditor());
      if (goesOn) await this.showNext(source, { ...options, at });
    });
  }

  /** Accepts none that would undo what its file became meanwhile: that is to be seen first. Resolves with what still waits. */
  async decideAll(source: ProposalSource, decision: PersonDecision): Promise<ReviewedEdit[]> {
    for (const { action } of source.proposals()) {
      await this.keepTyped(source, action.id);
      const proposal = source.proposals().find(({ action: { id } }) => id === action.id);
      if (decision.type === 'rejected' || proposal?.ground === undefined) await source.decide(action.id, decision);
    }
    await this.parts.editors.run(async () => {
      if (overviewTabs(source.id).length === 0) await this.showNext(source, { focus: false });
    });
    return source.proposals().map(({ action }) => action);
  }

  /** Closes what shows a decided edit. */
  close(source: ProposalSource, action: string): void {
    this.parts.editors.run(() => this.closeDecided(source, action)).catch(this.parts.onProblem);
  }

  /** Reviews this source from now on: our tabs that show anything but what waits in it close, and that opens. */
  async take(source: ProposalSource): Promise<void> {
    this.noteTexts(source);
    await this.parts.editors.run(async () => {
      const others = proposalTabs().filter(
        ({ shows }) => shows.source !== source.id || placeOf(source, shows.action) === -1,
      );
      await closeTabs(others.map(({ tab }) => tab));
    });
    this.offer(source);
  }

  dispose(): void {
    this.typed.dispose();
    this.typing.dispose();
  }

  private async openUnasked(source: ProposalSource): Promise<void> {
    // An answer from the window comes after the keystrokes that it told of before: none is underway then.
    await vscode.commands.executeCommand('setContext', 'askKimi.heard', true);
    await this.parts.editors.run(async () => {
      const shown = proposalTabs().length > 0 || overviewTabs(source.id).length > 0;
      if (!shown && !this.typesInEditor()) await this.showNext(source, { focus: false });
    });
  }

  /** The panel tells late that the focus left it, so a keystroke in an editor counts more. */
  private typesInEditor(): boolean {
    return this.typing.isUnderway(this.parts.panelFocusedAt());
  }

  /** Whether the edit's left side is the file itself: not for one that is decided, creates it, or builds on another. */
  private async standsOnFile(source: ProposalSource, edit: ReviewedEdit): Promise<boolean> {
    const ofFile = source.proposals().filter(({ action }) => fileOf(action) === fileOf(edit));
    const [first] = ofFile;
    if (first?.action.id !== edit.id || first.before === null || isNotebook(edit.path)) return false;
    return (await this.parts.workspace.stat(edit.absolutePath))?.type === 'file';
  }

  private async title(source: ProposalSource, edit: ReviewedEdit): Promise<string> {
    const name = showInvisible(path.basename(edit.path));
    if (edit.to) return vscode.l10n.t('{0} → {1} (renamed by Kimi)', name, showInvisible(path.basename(edit.to.path)));
    const { before, after } = await source.editTexts(edit.id);
    if (after === null) return vscode.l10n.t('{0} (deleted by Kimi)', name);
    return before === null ? vscode.l10n.t('{0} (new file by Kimi)', name) : vscode.l10n.t('{0} (edit by Kimi)', name);
  }

  private async keepTyped(source: ProposalSource, action: string): Promise<void> {
    await this.typed.keep(source.id, action, (text) => source.updateProposal(action, text));
  }

  /** An edit stands on another text of its file now: what is open of it follows, and what is being typed into it. */
  private async move(source: ProposalSource, action: string, from: string | null | undefined): Promise<void> {
    const to = source.proposals().find((proposal) => proposal.action.id === action)?.after;
    const typed = typeof from === 'string' && typeof to === 'string';
    if (!typed || !(await this.typed.move(source.id, action, from, to))) this.touch(source.id, action);
  }

  private noteTexts(source: ProposalSource): void {
    this.texts = new Map(source.proposals().map(({ action, after }) => [action.id, after]));
  }

  /** Loads what is open of an edit again. */
  private touch(source: string, action: string): void {
    for (const { uri } of proposalDocuments(source, action)) this.parts.touch(uri);
  }

  private async closeDecided(source: ProposalSource, action: string): Promise<void> {
    for (const document of unkept(source.id, action)) await document.save();
    await closeTabs(tabsOf(source, action));
    if (source.proposals().length === 0) await closeTabs(overviewTabs(source.id));
    else this.touch(source.id, action);
  }
}

async function showTogether(source: ProposalSource): Promise<void> {
  // Both sides are ours, with the same path: VS Code takes a file whose two paths differ for a renamed one.
  const resources = source.proposals().map(({ action, ...texts }) => {
    const plain = isPlain(texts);
    const sides = (['before', 'after'] as const).map((side) => editUri(source.id, action, side, { plain }));
    return [vscode.Uri.file(action.absolutePath), ...sides];
  });
  const before = overviewTabs(source.id);
  await openEditor('vscode.changes', [vscode.l10n.t('Edits by Kimi'), resources], (tab) => {
    return !before.includes(tab) && overviewTabs(source.id).includes(tab);
  });
  await closeTabs(before);
}

function tabsOf(source: ProposalSource, action: string): vscode.Tab[] {
  return proposalTabs().flatMap(({ tab, shows }) =>
    shows.source === source.id && shows.action === action ? [tab] : [],
  );
}

/** A diff that is open stays what it is, also when the user types an address into it. */
async function showsPlain(source: ProposalSource, edit: ReviewedEdit): Promise<boolean> {
  const open = proposalTabs().map(({ uri }) => uri.toString());
  const shown = [true, false].find((plain) => open.includes(editUri(source.id, edit, 'after', { plain }).toString()));
  return shown ?? isPlain(await source.editTexts(edit.id));
}

/** Showing an edit is no reason to fetch what is named in it: not by its text, and not by what it changes. */
function isPlain(texts: { before: string | null; after: string | null }): boolean {
  return [texts.before, texts.after].some((text) => text !== null && namesRemoteSchema(text));
}

function placeOf(source: ProposalSource, id: string): number {
  return source.proposals().findIndex(({ action }) => action.id === id);
}
