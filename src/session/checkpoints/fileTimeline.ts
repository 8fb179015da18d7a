import type { AgentEvent, CallKey, FileChange, FileImage, FilePlace, FileTraits } from '../../agent/events/events.ts';
import { fileOf, placeOf } from '../edits/realPath.ts';

/** A change in the order of the log. */
interface TimedChange extends FileChange {
  /** The turn that made it, counted from 1; undefined where the user went back, or forward again. */
  turn: number | undefined;
  /** The newest turn when it was made. */
  at: number;
  /** The user went back to before it. */
  undone: boolean;
}

/** What became of one file over a span of the timeline. */
export interface FileSpan extends FilePlace {
  /** Before the first change of the span, and after the newest of all. */
  before: FileImage;
  after: FileImage;
  /** Of what stood there before. */
  traits: FileTraits;
  /** Somebody else changed the file between two of the changes, or may have made one of them. */
  broken: boolean;
}

interface Rewinding {
  event: Extract<AgentEvent, { type: 'session.rewound' }>;
  /** Until then. */
  newest: number;
  marked: TimedChange[];
}

/** The fold of what happened to files. */
export class FileTimeline {
  /** Counts the prompts. */
  turn = 0;
  /** The newest turn that the conversation still has. */
  newest = 0;
  /** Turns that told what they changed. */
  readonly told = new Set<number>();
  private readonly changes: TimedChange[] = [];
  private readonly rewindings: Rewinding[] = [];
  private readonly watched = new Set<CallKey>();
  /** Turns in which a command was cut off: nobody knows what it changed. */
  private readonly cutOff: number[] = [];
  private readonly unlisted: { at: number; count: number }[] = [];
  private readonly turnOfStep: number[] = [];

  apply(event: AgentEvent): void {
    switch (event.type) {
      case 'turn.started':
        this.turn += 1;
        this.newest = this.turn;
        this.rewindings.length = 0;
        return;
      case 'entries.missing':
        this.turn += event.turns ?? 0;
        this.newest = event.turns === undefined ? this.newest : this.turn;
        for (let missing = event.steps ?? 0; missing > 0; missing--) this.turnOfStep.push(this.turn);
        return;
      case 'turn.resumed':
        this.rewindings.length = 0;
        return;
      case 'step.started':
        this.turnOfStep.push(this.turn);
        return;
      case 'files.watched':
        this.watched.add(event.call);
        return;
      case 'tool.finished':
        this.watched.delete(event.call);
        return;
      case 'turn.finished':
        if (event.outcome.type === 'interrupted' && this.watched.size > 0) this.cutOff.push(this.turn);
        this.watched.clear();
        return;
      case 'turn.changed':
        this.told.add(event.turn);
        return;
      case 'session.imported':
        for (const list of [this.changes, this.rewindings, this.cutOff, this.unlisted]) list.length = 0;
        this.told.clear();
        this.watched.clear();
        return;
      case 'files.changed':
        if (event.more !== undefined) this.unlisted.push({ at: this.turn, count: event.more });
        return this.add(event.files, event.call === undefined ? this.turn : this.turnOf(event.call));
      case 'session.rewound':
        this.rewindings.push({ event, newest: this.newest, marked: this.markUndone(event) });
        if (event.conversation) this.newest = event.turn - 1;
        return this.add(event.files, undefined);
      case 'session.redone':
        return this.redo(event.files);
      default:
        return;
    }
  }

  /** The rewinding that a redo would take back. */
  get redoable(): Rewinding['event'] | undefined {
    return this.rewindings.at(-1)?.event;
  }

  /** The turn that a call belongs to. */
  turnOf(call: CallKey): number {
    return this.turnOfStep[Number.parseInt(call, 10) - 1] ?? this.turn;
  }

  /** Files that changed since a turn began, by whomever but the user. */
  since(turn: number): FileSpan[] {
    return this.spans((change) => change.at >= turn);
  }

  /** Whether a command was cut off since a turn began, so that nobody knows what it changed. */
  isCutOffSince(turn: number): boolean {
    return this.cutOff.some((at) => at >= turn);
  }

  /** How many files commands changed since a turn began of which nothing is kept. */
  unlistedSince(turn: number): number {
    return this.unlisted.reduce((sum, { at, count }) => sum + (at >= turn ? count : 0), 0);
  }

  /** How many files the commands of a turn changed of which nothing is kept. */
  unlistedOf(turn: number): number {
    return this.unlisted.reduce((sum, { at, count }) => sum + (at === turn ? count : 0), 0);
  }

  /** Files that a turn changed and nobody brought back. */
  live(turn: number): Set<string> {
    const changes = this.changes.filter((change) => change.turn === turn && !change.undone);
    return new Set(changes.map(fileOf));
  }

  /** What a turn made of each file, from before its first change of it to after its last. */
  net(turn: number): FileChange[] {
    const first = new Map<string, FileChange>();
    for (const change of this.changes) {
      if (change.turn !== turn) continue;
      const { before } = first.get(fileOf(change)) ?? change;
      first.set(fileOf(change), { ...placeOf(change), before, after: change.after });
    }
    return [...first.values()].filter(({ before, after }) => before !== after);
  }

  private spans(wanted: (change: TimedChange) => boolean): FileSpan[] {
    const spans = new Map<string, FileSpan>();
    for (const change of this.changes) {
      const { before, after, shared = false } = change;
      const span = spans.get(fileOf(change));
      if (span) {
        span.broken ||= shared || (span.after !== before && isKept(span.after) && isKept(before));
        span.after = after;
      } else if (wanted(change)) {
        spans.set(fileOf(change), { ...placeOf(change), before, after, traits: traitsOf(change), broken: shared });
      }
    }
    return [...spans.values()];
  }

  private redo(files: FileChange[]): void {
    const last = this.rewindings.pop();
    if (last) this.newest = last.newest;
    for (const change of last?.marked ?? []) change.undone = false;
    this.add(files, undefined);
  }

  private add(files: FileChange[], turn: number | undefined): void {
    for (const file of files) this.changes.push({ ...file, turn, at: this.turn, undone: false });
  }

  private markUndone({ turn, files }: Rewinding['event']): TimedChange[] {
    const paths = new Set(files.map(fileOf));
    const marked = this.changes.filter((change) => {
      return change.turn !== undefined && change.at >= turn && !change.undone && paths.has(fileOf(change));
    });
    for (const change of marked) change.undone = true;
    return marked;
  }
}

export function traitsOf({ executable, folders }: FileTraits): FileTraits {
  return { ...(executable ? { executable } : {}), ...(folders ? { folders } : {}) };
}

/** Whether it is known what stood there. */
export function isKept(image: FileImage): image is string | null {
  return image === null || typeof image === 'string';
}
