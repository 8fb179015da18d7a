import type { RestoreAnswer, RestoreQuestion } from '../../shared/protocol.ts';
import type { ChatView } from '../panel/chatView.ts';

/** Asks in the panel whether to do what a preview shows: there the question covers nothing of it. */
export class RestorePreview {
  private readonly view: ChatView;
  private asked: { question: RestoreQuestion; resolve: (answer: RestoreAnswer) => void } | undefined;

  constructor(view: ChatView) {
    this.view = view;
  }

  /** What a panel that opens now has to show. */
  get question(): RestoreQuestion | undefined {
    return this.asked?.question;
  }

  /** Waits for the answer; an earlier question is cancelled. */
  async ask(question: RestoreQuestion): Promise<RestoreAnswer> {
    this.answer('cancel');
    const { promise, resolve } = Promise.withResolvers<RestoreAnswer>();
    this.asked = { question, resolve };
    await this.view.show();
    this.view.post({ type: 'restoring', question });
    return await promise;
  }

  /** Does nothing where nothing was asked. */
  answer(answer: RestoreAnswer): void {
    const { asked } = this;
    if (!asked) return;
    this.asked = undefined;
    this.view.post({ type: 'restoring' });
    asked.resolve(answer);
  }
}
