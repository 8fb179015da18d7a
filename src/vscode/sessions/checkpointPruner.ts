import type * as vscode from 'vscode';
import type { Store } from '../../session/log/store.ts';
import { readSettings } from '../settings/settings.ts';

/** Milliseconds between two prunings, and from the beginning to the first: starting up comes first. */
const EVERY_MS = 10 * 60 * 1000;
const FIRST_AFTER_MS = 60 * 1000;

/** Keeps what is kept for undoing within the limits of the settings, from time to time. */
export class CheckpointPruner implements vscode.Disposable {
  private readonly timer: NodeJS.Timeout;
  private readonly store: Store;
  private readonly onProblem: (error: unknown) => void;
  private last = 0;

  constructor(store: Store, onProblem: (error: unknown) => void) {
    this.store = store;
    this.onProblem = onProblem;
    this.timer = setTimeout(() => this.prune(), FIRST_AFTER_MS);
  }

  /** More may be kept now. */
  turnEnded(): void {
    if (Date.now() - this.last > EVERY_MS) this.prune();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private prune(): void {
    this.last = Date.now();
    this.store.prune(readSettings().checkpoints).catch(this.onProblem);
  }
}
