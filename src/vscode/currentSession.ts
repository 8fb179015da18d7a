import type * as vscode from 'vscode';
import type { Entry } from '../agent/events.ts';
import { type ChatSession, openSession, type SessionParts } from '../session/chatSession.ts';
import { isMissing } from './isMissing.ts';

const MEMORY_KEY = 'askKimi.session';

export interface SessionWatcher {
  onOpened(session: ChatSession): void;
  onEntries(session: ChatSession, entries: readonly Entry[]): void;
}

/** The session that this window shows. Which one it is outlives the window. */
export class CurrentSession {
  private readonly parts: SessionParts;
  private readonly memory: vscode.Memento;
  private readonly watcher: SessionWatcher;
  private opening: Promise<ChatSession> | undefined;

  constructor(parts: SessionParts, memory: vscode.Memento, watcher: SessionWatcher) {
    this.parts = parts;
    this.memory = memory;
    this.watcher = watcher;
  }

  /** The one that was open when this workspace was last used, or else a new one. */
  async get(): Promise<ChatSession> {
    this.opening ??= this.openRemembered();
    return await this.opening;
  }

  /** Shows another session, or a new one. Throws, with the old one still open, when it cannot be opened. */
  async switchTo(id: string | undefined): Promise<ChatSession> {
    const before = this.get();
    const next = before.then((old) => this.replace(old, id));
    this.opening = next.catch(() => before);
    return await next;
  }

  /** Ends the session for good, as the window closes. */
  async close(): Promise<void> {
    await (await this.opening)?.close();
  }

  private async replace(old: ChatSession, id: string | undefined): Promise<ChatSession> {
    const isThere = id === old.id || (id === undefined && old.transcript.seq === 0);
    const next = isThere ? old : await this.open(id);
    if (!isThere) await old.close();
    this.watcher.onOpened(next);
    return next;
  }

  private async openRemembered(): Promise<ChatSession> {
    const id = this.memory.get<string>(MEMORY_KEY);
    const session = await this.open(id).catch((error: unknown) => {
      if (!isMissing(error)) this.parts.onProblem(error);
      return this.open(undefined);
    });
    this.watcher.onOpened(session);
    return session;
  }

  private async open(id: string | undefined): Promise<ChatSession> {
    const session = await openSession(this.parts, id);
    session.onEntries((entries) => {
      if (this.memory.get(MEMORY_KEY) !== session.id) void this.memory.update(MEMORY_KEY, session.id);
      this.watcher.onEntries(session, entries);
    });
    session.onReset(() => this.watcher.onOpened(session));
    await this.memory.update(MEMORY_KEY, id);
    return session;
  }
}
