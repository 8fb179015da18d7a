import type { AgentEvent, Entry } from '../../agent/events/events.ts';
import { mergeDeltas } from './mergeDeltas.ts';

/** Milliseconds in which neighbouring deltas become one entry. A word that comes after a pause is never held back. */
const COALESCE_MS = 8;

/** Numbers and dates events in their order. Streams faster than a panel can draw are joined into fewer, larger deltas. */
export class Journal {
  private seq: number;
  private held: { event: AgentEvent; at: number } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private lastDelta = 0;
  private readonly publish: (entry: Entry) => void;

  /** `publish` gets every entry as it is made, synchronously unless it is a held delta. */
  constructor(lastSeq: number, publish: (entry: Entry) => void) {
    this.seq = lastSeq;
    this.publish = publish;
  }

  emit(event: AgentEvent): void {
    if (!isStreamed(event)) {
      this.flush();
      this.write(event, Date.now());
      return;
    }
    const joined = this.held && mergeDeltas(this.held.event, event);
    if (this.held && joined) {
      this.held.event = joined;
    } else {
      this.flush();
      this.held = { event, at: Date.now() };
    }
    const idleFor = performance.now() - this.lastDelta;
    if (idleFor >= COALESCE_MS) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), COALESCE_MS - idleFor);
  }

  /** Publishes what is held back. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { held } = this;
    if (!held) return;
    this.held = undefined;
    this.lastDelta = performance.now();
    this.write(held.event, held.at);
  }

  private write(event: AgentEvent, at: number): void {
    this.seq += 1;
    this.publish({ seq: this.seq, at, event });
  }
}

function isStreamed(event: AgentEvent): boolean {
  return (
    event.type === 'reasoning.delta' ||
    event.type === 'content.delta' ||
    event.type === 'toolCall.delta' ||
    event.type === 'tool.progress'
  );
}
