import type { NamedPlace, ToWebview } from '../../src/shared/protocol.ts';
import type { Host } from './host.ts';
import { inLaterTask } from './scheduling.ts';

/** Where the names in the model's text are defined, as far as the host knows. One message asks for all that one task draws. */
export class SymbolLinks {
  private readonly host: Host;
  private readonly places = new Map<string, NamedPlace>();
  private readonly users = new Map<string, Set<() => void>>();
  private asked: string[] = [];

  constructor(host: Host) {
    this.host = host;
  }

  placeOf(name: string): NamedPlace | undefined {
    return this.places.get(name);
  }

  /** Calls back when the place becomes known. Returns the function that gives it up. */
  use(name: string, onChange: () => void): () => void {
    const users = this.users.get(name) ?? new Set();
    if (users.size === 0) this.ask(name);
    this.users.set(name, users.add(onChange));
    return () => {
      users.delete(onChange);
      if (users.size === 0) this.users.delete(name);
    };
  }

  receive(message: ToWebview): void {
    if (message.type !== 'places') return;
    for (const place of message.places) {
      this.places.set(place.name, place);
      for (const user of [...(this.users.get(place.name) ?? [])]) user();
    }
  }

  /** Asks for a place that is not known: what defines the name may be newer than the last question. */
  ask(name: string): void {
    if (this.places.has(name) || this.asked.includes(name)) return;
    this.asked.push(name);
    if (this.asked.length > 1) return;
    inLaterTask(() => this.host.post({ type: 'findPlaces', names: this.asked.splice(0) }));
  }
}
