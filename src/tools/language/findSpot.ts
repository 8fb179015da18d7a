import type { CodePlace, CodeSymbol, Spot } from '../../agent/contracts/languages.ts';
import type { ToolContext } from '../../agent/contracts/tool.ts';
import type { ResolvedPath } from '../../agent/contracts/workspace.ts';
import { definedAs, nameWithin, occurrences, readSymbolName, type SymbolName } from './findName.ts';
import type { LanguageParts } from './languageParts.ts';
import { openCode } from './openCode.ts';
import { wordPlaces } from './wordPlaces.ts';

/** Occurrences of a name that the file does not define are told apart by asking where each leads: of so many at most. */
const MAX_ASKED = 24;
const MAX_LINES_NAMED = 12;

/** What the model names: `line` is 1-based, and tells apart what has the same name. */
export interface NamedSymbol {
  symbol: string;
  path?: string | undefined;
  line?: number | undefined;
}

/** Where a symbol stands that the model names. Throws, with what there is to choose from, where that is not one place. */
export async function findSpot(parts: LanguageParts, named: NamedSymbol, context: ToolContext): Promise<Spot> {
  const name = readSymbolName(named.symbol);
  if (name.name === '') throw new Error(`"${named.symbol}" is no symbol's name.`);
  if (named.path === undefined) return await findAnywhere(parts, named, name, context);
  const file = await openCode(parts.workspace, named.path, context);
  const symbols = await parts.languages.symbols(file.absolutePath, context.signal);
  const text = await parts.workspace.readText(file.absolutePath);
  const found = definedAs(symbols, name).map((symbol) => ({ ...symbol, ...nameWithin(text, symbol, name.name) }));
  const used = occurrences(text, name).map((position) => ({ path: file.absolutePath, ...position }));
  if (named.line !== undefined) return onLine(found, used, named.line - 1, named.symbol, file);
  const [only, ...others] = found;
  // What a function keeps to itself says nothing of the same name elsewhere in the file.
  const local = only && others.length === 0 && name.qualifiers.length === 0 && isLocal(only);
  if (only && !local) return await onlyOne(parts, found, named.symbol, context);
  if (used.length === 0) throw new Error(`There is no "${named.symbol}" in ${file.path}.`);
  const meanings = await tellApart(parts, used.slice(0, MAX_ASKED), context.signal);
  return await onlyOne(parts, meanings, named.symbol, context);
}

async function findAnywhere(
  { workspace, languages }: LanguageParts,
  { symbol }: NamedSymbol,
  name: SymbolName,
  context: ToolContext,
): Promise<Spot> {
  const found = definedAs(await languages.findSymbols(name.name, context.signal), name);
  if (found.length === 0) {
    throw new Error(`The language servers know no "${symbol}" here. Name a file that it is in as path.`);
  }
  const spot = await onlyOne({ workspace, languages }, found, symbol, context);
  const text = await workspace.readText((await openCode(workspace, spot.path, context)).absolutePath);
  return { path: spot.path, ...nameWithin(text, spot, name.name) };
}

function onLine(
  defined: readonly Spot[],
  used: readonly Spot[],
  line: number,
  symbol: string,
  { path }: ResolvedPath,
): Spot {
  const spot = [...defined, ...used].find((candidate) => candidate.line === line);
  if (spot) return spot;
  const lines = [...new Set([...defined, ...used].map((candidate) => candidate.line + 1))].sort((a, b) => a - b);
  const where = lines.length === 0 ? 'nor elsewhere in it' : `but on ${lines.slice(0, MAX_LINES_NAMED).join(', ')}`;
  throw new Error(`There is no "${symbol}" on line ${line + 1} of ${path}, ${where}.`);
}

function isLocal({ kind, containers }: CodeSymbol): boolean {
  return containers.length > 0 && (kind === 'variable' || kind === 'constant');
}

/** One spot of each thing that these are, by where they are defined; what leads nowhere counts where everything does. */
async function tellApart({ languages }: LanguageParts, spots: readonly Spot[], signal: AbortSignal): Promise<Spot[]> {
  const targets = await Promise.all(
    spots.map(async (spot) => keyOf(await languages.places('definition', spot, signal))),
  );
  const meanings = [...new Set(targets)].filter((target) => target !== '');
  return (meanings.length > 0 ? meanings : ['']).flatMap((target) => spots[targets.indexOf(target)] ?? []);
}

function keyOf([first]: readonly CodePlace[]): string {
  return first ? `${first.path}:${first.line}` : '';
}

async function onlyOne<T extends Spot & Partial<CodeSymbol>>(
  { workspace }: LanguageParts,
  [first, ...more]: readonly T[],
  symbol: string,
  context: ToolContext,
): Promise<T> {
  if (first && more.length === 0) return first;
  const places = [first, ...more].flatMap((spot) => (spot ? [{ ...spot, isFile: true, ...containerOf(spot) }] : []));
  const { lines } = await wordPlaces(workspace, places, context);
  throw new Error(
    `"${symbol}" is several things. Say which, by path and line or as Class.method:\n${lines.join('\n')}`,
  );
}

function containerOf({ containers }: Partial<CodeSymbol>): { within?: string } {
  return containers && containers.length > 0 ? { within: containers.join('.') } : {};
}
