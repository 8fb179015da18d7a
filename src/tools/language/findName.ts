import type { CodeSymbol, Position } from '../../agent/contracts/languages.ts';
import { linesOf } from './textPositions.ts';

/** A symbol as the model names it: `total`, `Cart.total`, `Cart::total`. */
export interface SymbolName {
  name: string;
  /** What it stands in, the outermost first. */
  qualifiers: string[];
}

export function readSymbolName(written: string): SymbolName {
  const parts = written
    .trim()
    .replace(/^([^(]*)\(.*\)$/s, '$1')
    .split(/\.|::|->|(?<=[^.])#/)
    .map((part) => part.replace(/^\([*&]?(.*)\)$/, '$1'))
    .filter((part) => part !== '');
  return { name: parts.at(-1) ?? '', qualifiers: parts.slice(0, -1) };
}

/** The definitions that a name means; one for all that are overloads of each other. */
export function definedAs<T extends Pick<CodeSymbol, 'path' | 'name' | 'containers'>>(
  symbols: readonly T[],
  { name, qualifiers }: SymbolName,
): T[] {
  const found = symbols.filter((symbol) => {
    const own = readSymbolName(symbol.name);
    const around = [...symbol.containers.map((container) => readSymbolName(container).name), ...own.qualifiers];
    const nearest = around.slice(Math.max(0, around.length - qualifiers.length));
    return own.name === name && nearest.join('\n') === qualifiers.join('\n');
  });
  const keys = found.map(({ path, containers }) => [path, ...containers].join('\n'));
  return found.filter((_, index) => keys.indexOf(keys[index] ?? '') === index);
}

/** Where a name stands in a text as a whole word; qualified where any is, as in `cart.total`. */
export function occurrences(text: string, { name, qualifiers }: SymbolName): Position[] {
  const found = linesOf(text).flatMap((content, line) =>
    wordsIn(content, name).map((character) => ({ line, character, content })),
  );
  const nearest = qualifiers.at(-1);
  const qualified = found.filter(({ content, character }) => {
    const before = content.slice(0, character);
    return nearest !== undefined && new RegExp(`${boundary(nearest)}\\s*(\\?\\.|\\.|::|->|#)\\s*$`, 'u').test(before);
  });
  return (qualified.length > 0 ? qualified : found).map(({ line, character }) => ({ line, character }));
}

/** Where the name of a definition stands, which servers give as the beginning of the whole for one. */
export function nameWithin(
  text: string,
  symbol: Pick<CodeSymbol, 'line' | 'character' | 'endLine'>,
  name: string,
): Position {
  const lines = linesOf(text);
  for (let line = symbol.line; line <= symbol.endLine; line++) {
    const from = line === symbol.line ? symbol.character : 0;
    const character = wordsIn(lines[line] ?? '', name).find((at) => at >= from);
    if (character !== undefined) return { line, character };
  }
  return { line: symbol.line, character: symbol.character };
}

function wordsIn(line: string, name: string): number[] {
  if (!line.includes(name)) return [];
  return [...line.matchAll(new RegExp(boundary(name), 'gu'))].map((match) => match.index);
}

/** Matches a whole word, in any script. */
function boundary(name: string): string {
  return `(?<![\\p{L}\\p{N}_$])${name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')}(?![\\p{L}\\p{N}_$])`;
}
