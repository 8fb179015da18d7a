import type * as vscode from 'vscode';
import type { Entry } from '../../agent/events/events.ts';
import { type ChatSession, openSession } from '../../session/chatSession.ts';
import { openFolders } from '../../session/sessionFolders.ts';
import type { SessionParts } from '../../session/sessionParts.ts';
import { isRunning } from '../../shared/transcript/reduce.ts';
import { isNotFound } from '../../util/system/isNotFound.ts';
import type { SessionHandover } from './sessionHandover.ts';

const MEMORY_KEY = 'askKimi.session';

/** After these, a session may rest. */
const ENDS: readonly Entry['event']['type'][] = ['turn.finished', 'compaction.finished', 'compaction.failed'];

export interface SessionWatcher {
  /** The window shows this session now, or it was read anew. */
  onShown(session: ChatSession): void;
  onEntries(session: ChatSession, entries: readonly Entry[]): void;
  /** As onEntries, of a session that works on behind the one that is shown. */
  onEntriesBehind(session: ChatSession, entries: readonly Entry[]): void;
  /** Whether a session is being saved changed. */
  onSaving(): void;
}

/**
 * The sessions that are open in this window: the one that it shows, which outlives the window, and those that go on working
 * behind it until they rest and are saved.
 */
export class OpenSessions {
  private readonly parts: SessionParts;
  private readonly memory: vscode.Memento;
  private readonly handover: SessionHandover;
  private readonly watcher: SessionWatcher;
  private opening: Promise<ChatSession> | undefined;
  private shown: ChatSession | undefined;
  private readonly working = new Map<string, ChatSession>();

  constructor(parts: SessionParts, memory: vscode.Memento, handover: SessionHandover, watcher: SessionWatcher) {
    this.parts = parts;
    this.memory = memory;
    this.handover = handover;
    this.watcher = watcher;
  }

  /** The one that is shown: it was open when this workspace was last used, or is new. */
  async get(): Promise<ChatSession> {
    this.opening ??= this.openRemembered();
    return await this.opening;
  }

  /** Those that this window has open, the one that is shown first. */
  get all(): readonly ChatSession[] {
    return [...(this.shown ? [this.shown] : []), ...this.behind];
  }

  shows(session: ChatSession): boolean {
    return session === this.shown;
  }

  /** Those that work behind the one that is shown, in the order in which they went there. */
  get behind(): readonly ChatSession[] {
    return [...this.working.values()];
  }

  /** The session with this id where it is open in this window. */
  async find(id: string): Promise<ChatSession | undefined> {
    const shown = await this.get();
    return shown.id === id ? shown : this.working.get(id);
  }

  /** Shows another session, or a new one. Throws, with the old one still shown, when it cannot be opened. */
  async switchTo(id: string | undefined): Promise<ChatSession> {
    const before = this.get();
    const next = before.then((old) => this.replace(old, id));
    this.opening = next.catch(() => before);
    return await next;
  }

  /** Ends a session's work here; a new one takes the place of the one that is shown. */
  async end(id: string): Promise<void> {
    const shown = await this.get();
    if (shown.id === id) {
      // One that works would go on behind the new one.
      await this.switchTo(undefined);
    }
    const session = this.working.get(id);
    this.working.delete(id);
    await session?.close();
  }

  /** Ends all of them for good, as the window closes. */
  async close(): Promise<void> {
    const shown = await this.opening;
    await Promise.all([shown, ...this.behind].map((session) => session?.close()));
  }

  private async replace(old: ChatSession, id: string | undefined): Promise<ChatSession> {
    const isThere = id === old.id || (id === undefined && old.transcript.seq === 0);
    if (!isThere) {
      const working = id === undefined ? undefined : this.working.get(id);
      const next = working ?? (await this.open(id));
      this.working.delete(next.id);
      if (!old.readOnly && (isRunning(old.transcript) || !(await old.isSaved()))) this.working.set(old.id, old);
      else await old.close();
      this.shown = next;
      await this.memory.update(MEMORY_KEY, id);
    }
    const shown = this.shown ?? old;
    this.watcher.onShown(shown);
    return shown;
  }

  /** Shows the session that another window left for this one, where there is one. */
  async showHandedOver(): Promise<void> {
    if (!this.shown) return;
    const id = await this.handedOver();
    if (id !== undefined) await this.switchTo(id);
  }

  private async handedOver(): Promise<string | undefined> {
    const { store, place } = this.parts;
    return await this.handover.take(async (id) => {
      const home = await store.folders(id);
      return home !== undefined && (await openFolders(place().folders)(home.folders));
    });
  }

  private async openRemembered(): Promise<ChatSession> {
    const id = (await this.handedOver()) ?? this.memory.get<string>(MEMORY_KEY);
    const session = await this.open(id).catch((error: unknown) => {
      if (!isNotFound(error)) this.parts.onProblem(error);
      return this.open(undefined);
    });
    this.shown = session;
    await this.memory.update(MEMORY_KEY, session.transcript.seq === 0 ? undefined : session.id);
    this.watcher.onShown(session);
    return session;
  }

  private async open(id: string | undefined): Promise<ChatSession> {
    const session = await openSession(this.parts, id);
    session.onEntries((entries) => {
      if (session !== this.shown) return this.followBehind(session, entries);
      if (this.memory.get(MEMORY_KEY) !== session.id) void this.memory.update(MEMORY_KEY, session.id);
      this.watcher.onEntries(session, entries);
    });
    session.onSaving(() => {
      this.watcher.onSaving();
      if (session.unsaved === undefined) this.letGo(session).catch(this.parts.onProblem);
    });
    session.onReset(() => {
      if (session === this.shown) this.watcher.onShown(session);
    });
    return session;
  }

  private followBehind(session: ChatSession, entries: readonly Entry[]): void {
    this.watcher.onEntriesBehind(session, entries);
    if (entries.some(({ event }) => ENDS.includes(event.type))) {
      session
        .rests()
        .then(() => this.letGo(session))
        .catch(this.parts.onProblem);
    }
  }

  /** One that rests and is on disk can be had by another window. */
  private async letGo(session: ChatSession): Promise<void> {
    if (this.working.get(session.id) !== session || isRunning(session.transcript)) return;
    if (!(await session.isSaved())) return;
    this.working.delete(session.id);
    await session.close();
  }
}
