import type { ModelEvent, ToolCall } from '../../agent/contracts/model.ts';
import { isJsonObject } from './leakedCalls.ts';
import type { CallFragment } from './replyChunk.ts';

/** A call as the server has sent it so far, and what of it has not been told yet. */
interface SeenCall {
  /** The server's. */
  id: string;
  name: string;
  arguments: string;
  /** Arguments that came as an object: they are the call's where no text of them comes. */
  whole: string;
  untold: { id?: string; arguments: string };
}

/**
 * Puts calls together from their fragments, telling of each as it comes. Fragments belong to the call of their index; ids and
 * names come once, but some gateways repeat them. Nothing is told of a call before its name is known: arguments may come first
 * (kimi-code), and what a call is shown as depends on its name.
 */
export class ReplyCalls {
  private readonly emit: (event: ModelEvent) => void;
  /** By index, which is the order in which they are run. */
  private readonly calls = new Map<number, SeenCall>();
  private readonly ids = new Set<string>();
  /** The index of the call that a fragment with the server's index belongs to, where it is another one. */
  private readonly moved = new Map<number, number>();
  private nextIndex = 0;

  constructor(emit: (event: ModelEvent) => void) {
    this.emit = emit;
  }

  /** Of those that have a name: what has none cannot be run. */
  get count(): number {
    return this.named().length;
  }

  /** Every call has its arguments, as far as can be told; `strict`: it has some. */
  areComplete(strict: boolean): boolean {
    return this.named().every(([, call]) => {
      const args = call.arguments || call.whole;
      return args.trim() === '' ? !strict : isJsonObject(args);
    });
  }

  add(fragment: CallFragment, position: number): void {
    const index = this.indexOf(fragment, position);
    const seen = this.calls.get(index) ?? { id: '', name: '', arguments: '', whole: '', untold: { arguments: '' } };
    this.calls.set(index, seen);
    this.nextIndex = Math.max(this.nextIndex, index + 1);
    if (seen.id === '' && fragment.id !== '') {
      seen.id = fragment.id;
      seen.untold.id = this.ownId(fragment.id, index);
    }
    const name = seen.name === '' ? fragment.name : '';
    seen.name ||= name;
    seen.arguments += fragment.arguments;
    seen.untold.arguments += fragment.arguments;
    seen.whole = fragment.whole ?? seen.whole;
    if (seen.name !== '') this.tell(index, seen, name);
  }

  /** A whole call that leaked into the text. */
  addWhole(call: ToolCall): void {
    const index = this.nextIndex;
    this.add({ ...call, index }, 0);
  }

  /** Tells what is left to tell. A call that came without an id gets one, since its result has to name it. */
  end(): void {
    this.adoptOrphans();
    for (const [index, seen] of this.named()) {
      if (seen.arguments === '' && seen.whole !== '') seen.untold.arguments = seen.whole;
      if (seen.id === '') seen.untold.id = this.ownId(`functions.${seen.name}:${index}`, index);
      this.tell(index, seen, '');
    }
  }

  private named(): [number, SeenCall][] {
    return [...this.calls].filter(([, { name }]) => name !== '');
  }

  /** Some servers count the index up with each piece of one call: what got no name goes on with the call before it. */
  private adoptOrphans(): void {
    let last: [number, SeenCall] | undefined;
    for (const entry of [...this.calls].sort(([first], [second]) => first - second)) {
      const [index, seen] = entry;
      if (seen.name !== '') last = entry;
      else if (last && seen.id === '' && !isComplete(last[1].arguments)) {
        last[1].arguments += seen.arguments;
        last[1].untold.arguments += seen.arguments;
        this.calls.delete(index);
      }
    }
  }

  private tell(index: number, seen: SeenCall, name: string): void {
    const { id, arguments: args } = seen.untold;
    seen.untold = { arguments: '' };
    if (id === undefined && name === '' && args === '') return;
    this.emit({
      type: 'toolCall',
      index,
      ...(id === undefined ? {} : { id }),
      ...(name === '' ? {} : { name }),
      ...(args === '' ? {} : { arguments: args }),
    });
  }

  /**
   * The call that a fragment belongs to. Moonshot's schema omits the index: then another id begins a call, and what has none
   * belongs to the last one, or, in a delta with several, to the one at its position. An index whose call has another id
   * begins a call too: some gateways give every call the index 0.
   */
  private indexOf(fragment: CallFragment, position: number): number {
    const begins = (index: number) => {
      const id = this.calls.get(index)?.id;
      return id !== undefined && id !== '' && fragment.id !== '' && fragment.id !== id;
    };
    if (fragment.index === undefined) {
      const last = Math.max(this.nextIndex - 1, position);
      return begins(last) ? last + 1 : last;
    }
    const known = this.moved.get(fragment.index) ?? fragment.index;
    if (!this.calls.has(known)) {
      const begun = this.begunBefore(fragment);
      if (begun === undefined) return known;
      this.moved.set(fragment.index, begun);
      return begun;
    }
    if (!begins(known)) return known;
    this.moved.set(fragment.index, this.nextIndex);
    return this.nextIndex;
  }

  /** The call that goes on under another index: it has the same id, and is neither complete nor begun again. */
  private begunBefore({ id, name, arguments: args }: CallFragment): number | undefined {
    if (id === '' || (name !== '' && args === '')) return undefined;
    return [...this.calls].find(([, call]) => call.id === id && !isComplete(call.arguments))?.[0];
  }

  /** Results name their calls by id, so two calls of one reply may not share theirs. */
  private ownId(id: string, index: number): string {
    let own = id;
    for (let suffix = index; this.ids.has(own); suffix++) own = `${id}_${suffix}`;
    this.ids.add(own);
    return own;
  }
}

/** Reads only what may be whole: there may be a fragment for every few characters. */
function isComplete(text: string): boolean {
  return text.trimEnd().endsWith('}') && isJsonObject(text);
}
