import type { Model } from '../agent/contracts/model.ts';
import { requestTitle } from './requestTitle.ts';
import type { SessionState } from './sessionState.ts';

/** Has the model name a session. What stops it, and what goes wrong, leaves the session without a title of the model's. */
export class SessionTitle {
  private controller = new AbortController();
  private naming: Promise<void> = Promise.resolve();

  /** `onNamed` is called once the title is told. Does nothing where the session has one, or has not begun. */
  begin(model: Model, sessionId: string, state: SessionState, onNamed: () => Promise<void>): void {
    const { blocks } = state.transcript;
    const prompt = blocks.find((block) => block.type === 'user')?.text;
    const answer = blocks.findLast((block) => block.type === 'content')?.text ?? '';
    if (state.named || prompt === undefined) return;
    this.controller = new AbortController();
    const { signal } = this.controller;
    const name = async () => {
      const title = await requestTitle(model, { sessionId, prompt, answer }, signal);
      if (!title || state.retired || state.named || signal.aborted) return;
      state.emit({ type: 'session.renamed', ...title });
      await onNamed();
    };
    this.naming = name().catch(() => {});
  }

  /** An endpoint that serves one request at a time is not kept from a turn. */
  stop(): void {
    this.controller.abort();
  }

  /** Resolves when no title is being made. */
  async done(): Promise<void> {
    await this.naming;
  }
}
