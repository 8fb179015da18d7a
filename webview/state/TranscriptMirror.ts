import type { Entry, ToWebview } from '../../src/shared/protocol.ts';
import { EMPTY_TRANSCRIPT, reduce, type Transcript, withEarlier } from '../../src/shared/transcript/reduce.ts';

type Told = Extract<ToWebview, { type: 'snapshot' | 'earlier' | 'entries' }>;

/**
 * The host's transcript, as far as it was told. While earlier blocks are still to come, entries wait: one of them might change a
 * block that is not here yet.
 */
export class TranscriptMirror {
  transcript: Transcript = EMPTY_TRANSCRIPT;
  private sessionId: string | undefined;
  /** Blocks that are still to come. */
  private earlier = 0;
  private waiting: Entry[] = [];
  private lost = false;
  private readonly onLost: () => void;

  /** `onLost` is called when a message is missing: nothing is taken until the next snapshot. */
  constructor(onLost: () => void) {
    this.onLost = onLost;
  }

  receive(message: Told): void {
    switch (message.type) {
      case 'snapshot':
        this.sessionId = message.sessionId;
        this.transcript = message.transcript;
        this.earlier = message.earlier;
        this.waiting = [];
        this.lost = false;
        return;
      case 'earlier':
        if (message.sessionId !== this.sessionId || this.lost) return;
        this.transcript = withEarlier(this.transcript, message.blocks);
        this.earlier -= message.blocks.length;
        return this.takeWaiting();
      case 'entries':
        if (message.sessionId !== this.sessionId || this.lost) return;
        if (message.after !== (this.waiting.at(-1)?.seq ?? this.transcript.seq)) {
          this.lost = true;
          this.onLost();
          return;
        }
        this.waiting.push(...message.entries);
        return this.takeWaiting();
      default:
        message satisfies never;
    }
  }

  private takeWaiting(): void {
    if (this.earlier > 0) return;
    const entries = this.waiting;
    this.waiting = [];
    this.transcript = reduce(this.transcript, entries);
  }
}
