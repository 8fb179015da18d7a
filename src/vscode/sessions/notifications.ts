import * as vscode from 'vscode';
import type { Entry, Failure, TurnOutcome } from '../../agent/events/events.ts';
import type { ChatSession } from '../../session/chatSession.ts';
import { standingOf } from '../../shared/transcript/sessionStatus.ts';
import { readSettings } from '../settings/settings.ts';

/** Milliseconds that a turn takes before its end is worth a word to someone who looks elsewhere. */
const LONG_TURN_MS = 20_000;
/** Milliseconds that are left to answer before it is worth a word: a step may ask several things at once. */
const ASKED_MS = 500;

export interface NoticeParts {
  /** Whether the user sees the session now. */
  seen(session: ChatSession): boolean;
  chime(sound: 'done' | 'waits'): void;
  /** Brings a session to the front. */
  show(session: string): Promise<void>;
  onProblem(error: unknown): void;
}

/** Tells the user what happens in sessions that they do not look at: a long turn ends, one fails, one waits for them. */
export class Notifications implements vscode.Disposable {
  private readonly parts: NoticeParts;
  /** When the turns that run began, in milliseconds since the epoch, by session. */
  private readonly began = new Map<string, number>();
  private readonly asking = new Map<string, NodeJS.Timeout>();

  constructor(parts: NoticeParts) {
    this.parts = parts;
  }

  follow(session: ChatSession, entries: readonly Entry[]): void {
    for (const { event, at } of entries) {
      if (event.type === 'turn.started' || event.type === 'turn.resumed') this.began.set(session.id, at);
      if (event.type === 'action.requested' || event.type === 'action.failed') this.expectDecision(session);
      if (event.type !== 'turn.finished') continue;
      const words = wordOutcome(event.outcome, at - (this.began.get(session.id) ?? at));
      this.began.delete(session.id);
      if (words) this.tell(session, words, 'done');
    }
  }

  dispose(): void {
    for (const timer of this.asking.values()) clearTimeout(timer);
  }

  private expectDecision(session: ChatSession): void {
    if (this.asking.has(session.id)) return;
    const timer = setTimeout(() => {
      this.asking.delete(session.id);
      if (standingOf(session.transcript) === 'waiting') {
        this.tell(session, vscode.l10n.t('Kimi waits for your decision.'), 'waits');
      }
    }, ASKED_MS);
    this.asking.set(session.id, timer);
  }

  private tell(session: ChatSession, words: string, sound: 'done' | 'waits'): void {
    if (this.parts.seen(session)) return;
    const settings = readSettings();
    if (settings.sound) this.parts.chime(sound);
    if (!settings.notifications) return;
    const { title } = session.transcript;
    const open = vscode.l10n.t('Show');
    Promise.resolve(vscode.window.showInformationMessage(title === '' ? words : `${title}: ${words}`, open))
      .then((answer) => (answer === open ? this.parts.show(session.id) : undefined))
      .catch(this.parts.onProblem);
  }
}

function wordOutcome(outcome: TurnOutcome, durationMs: number): string | undefined {
  switch (outcome.type) {
    case 'completed':
      return durationMs >= LONG_TURN_MS ? vscode.l10n.t('Kimi is done.') : undefined;
    case 'failed':
      return wordFailure(outcome.failure);
    case 'stopped':
    case 'interrupted':
      return undefined;
  }
}

function wordFailure({ code, detail }: Failure): string {
  switch (code) {
    case 'spendingLimit':
      return vscode.l10n.t('The session has reached your spending limit');
    case 'stepLimit':
      return vscode.l10n.t('The turn has reached your limit of steps');
    case 'timeLimit':
      return vscode.l10n.t('The turn has reached your time limit');
    case 'costLimit':
      return vscode.l10n.t('The turn has reached your cost limit');
    default:
      return detail === '' || code === 'internal'
        ? vscode.l10n.t('Kimi could not go on.')
        : vscode.l10n.t('Kimi could not go on: {0}', detail);
  }
}
