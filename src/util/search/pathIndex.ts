import { type SearchedPath, scorePath, searchedPath, WHOLE, wantedOf } from './fuzzyScore.ts';

interface IndexedPath extends SearchedPath {
  /** One bit for each kind of character that is in it: most paths lack one of those that are wanted. */
  characters: number;
}

/** Paths that are found while their names are typed: each key narrows what the last one found. */
export class PathIndex {
  private readonly all: IndexedPath[];
  private narrowed: { name: string; left: IndexedPath[] } = { name: '', left: [] };

  constructor(paths: readonly string[]) {
    this.all = paths.map(indexed);
  }

  /** The paths that answer best to a name, as `fuzzyScore` has it, the best first; the shorter where two are as good. */
  find(name: string, limit: number): string[] {
    const wanted = wantedOf(name);
    const characters = charactersOf(wanted);
    const { narrowed } = this;
    const from = narrowed.name !== '' && name.startsWith(narrowed.name) ? narrowed.left : this.all;
    const left: IndexedPath[] = [];
    const best = new Best(limit);
    for (const entry of from) {
      if ((entry.characters & characters) !== characters) continue;
      const score = scorePath(wanted, entry);
      if (score === undefined) continue;
      left.push(entry);
      best.add(entry.path, score);
    }
    this.narrowed = { name, left };
    return best.paths();
  }
}

/** The few best of many, without sorting them all. */
class Best {
  private readonly limit: number;
  private readonly held: { path: string; score: number }[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  add(path: string, score: number): void {
    const { held, limit } = this;
    const last = held.at(-1);
    if (held.length === limit && last && !isBetter(path, score, last)) return;
    let place = held.length;
    for (let before = held[place - 1]; before && isBetter(path, score, before); before = held[place - 1]) place -= 1;
    held.splice(place, 0, { path, score });
    if (held.length > limit) held.pop();
  }

  /** Abbreviations fit many paths: they count where nothing has the name as it stands. */
  paths(): string[] {
    const { held } = this;
    const whole = held.filter(({ score }) => score >= WHOLE);
    return (whole.length > 0 ? whole : held).map(({ path }) => path);
  }
}

function isBetter(path: string, score: number, than: { path: string; score: number }): boolean {
  return score === than.score ? path.length < than.path.length : score > than.score;
}

/** A path that was cut out of a longer text is copied: V8 reads one that still refers to that text several times slower. */
function indexed(path: string): IndexedPath {
  const { path: copy, lower, nameStart, ending } = searchedPath(Buffer.from(path).toString());
  return { path: copy, lower, nameStart, ending, characters: charactersOf(lower) };
}

/** Of a text in lower case. */
function charactersOf(lower: string): number {
  let bits = 0;
  for (let at = 0; at < lower.length; at++) bits |= 1 << (lower.charCodeAt(at) % 32);
  return bits;
}

/** The folders that hold these files, at any depth, each with `/` at its end. */
export function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end + 1);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return [...folders];
}
