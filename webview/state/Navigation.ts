import type { ToWebview } from '../../src/shared/protocol.ts';

/** What commands of the host ask of the conversation's view. */
export class Navigation {
  /** How often the find bar was asked for since it was last closed; 0 while it is closed. */
  finding = 0;
  /** Set by the view while it stands. */
  stepPrompt: ((step: 1 | -1) => void) | undefined;
  private readonly listeners = new Set<() => void>();

  receive(message: ToWebview): void {
    if (message.type === 'find') this.find(this.finding + 1);
    if (message.type === 'stepPrompt') this.stepPrompt?.(message.step);
  }

  closeFind(): void {
    this.find(0);
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private find(finding: number): void {
    this.finding = finding;
    for (const listener of [...this.listeners]) listener();
  }
}
