import type { ChatSession } from '../session/chatSession.ts';
import type { FromWebview, PanelState } from '../shared/protocol.ts';
import type { ChatView } from './panel/chatView.ts';
import { findSymbolLinks } from './panel/findSymbolLinks.ts';
import type { Message, PanelPage } from './panel/panelPage.ts';
import { suggestTasks } from './panel/starterPrompts.ts';
import type { Mentions } from './prompts/mentions/mentions.ts';
import type { SlashCommands } from './prompts/slash/slashCommands.ts';

export interface PanelFeedParts {
  view: ChatView;
  mentions: Mentions;
  slash: SlashCommands;
  session(): Promise<ChatSession>;
  readState(): Promise<PanelState>;
  /** What else a page has to know as it opens. */
  opening(): Message[];
}

/** What the panel is told: as it opens, as things change, and as it asks. */
export class PanelUpdates {
  private readonly parts: PanelFeedParts;
  private posted = '';

  constructor(parts: PanelFeedParts) {
    this.parts = parts;
  }

  /** A page opened, or was loaded again. */
  async start(page: PanelPage): Promise<void> {
    const { view, opening } = this.parts;
    const session = await this.parts.session();
    const state = await this.parts.readState();
    this.posted = JSON.stringify(state);
    view.start(page, [{ type: 'state', state }, snapshotOf(session), ...opening()]);
    // What changed before the page listened was posted to nobody.
    await this.postState();
    await this.suggest(session);
  }

  /** A page missed a message. */
  async resync(page: PanelPage): Promise<void> {
    page.post(snapshotOf(await this.parts.session()));
  }

  /** Another session is shown, or this one was read anew. */
  async show(session: ChatSession): Promise<void> {
    this.parts.view.post(snapshotOf(session));
    await this.postState();
    await this.suggest(session);
  }

  async postState(): Promise<void> {
    const state = await this.parts.readState();
    const serialized = JSON.stringify(state);
    if (serialized === this.posted) return;
    this.posted = serialized;
    this.parts.view.post({ type: 'state', state });
  }

  /** What could stand for what is being typed. */
  async complete({ id, kind, query }: Extract<FromWebview, { type: 'complete' }>): Promise<void> {
    const { view, mentions, slash } = this.parts;
    const completions = await (kind === 'mention' ? mentions.suggest(query) : slash.find(query));
    view.post({ type: 'completions', id, completions });
  }

  /** Which names in an answer can be opened. */
  async findPlaces(names: readonly string[]): Promise<void> {
    this.parts.view.post({ type: 'places', places: await findSymbolLinks(names) });
  }

  /** What a conversation could begin with, where this one has not begun. */
  private async suggest(session: ChatSession): Promise<void> {
    if (session.transcript.blocks.length === 0) {
      this.parts.view.post({ type: 'suggestions', suggestions: await suggestTasks() });
    }
  }
}

function snapshotOf({ id, transcript, readOnly }: ChatSession) {
  return { type: 'snapshot' as const, sessionId: id, transcript, ...(readOnly ? { readOnly } : {}) };
}
