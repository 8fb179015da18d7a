import * as z from 'zod';
import type { CodeSymbol, Relation } from '../../agent/contracts/languages.ts';
import type { Tool, ToolContext, ToolResult } from '../../agent/contracts/tool.ts';
import { markUntrusted } from '../../agent/results/markUntrusted.ts';
import { oneLine } from '../../util/text/oneLine.ts';
import { fitLines, truncate } from '../../util/text/truncate.ts';
import { findSpot, type NamedSymbol } from './findSpot.ts';
import type { LanguageParts } from './languageParts.ts';
import { openCode } from './openCode.ts';
import { wordPlaces } from './wordPlaces.ts';

const MAX_HOVER_LENGTH = 6000;
const MAX_SYMBOL_BYTES = 12_000;

const schema = z.object({
  what: z.enum([
    'definition',
    'references',
    'implementations',
    'type',
    'callers',
    'callees',
    'supertypes',
    'subtypes',
    'hover',
    'symbols',
  ]),
  symbol: z.string().min(1).optional().describe('Its name, also Class.method'),
  path: z.string().min(1).optional().describe('A file that it is in'),
  line: z.int().min(1).optional().describe('Tells apart what has the same name'),
});

type Args = z.infer<typeof schema>;

export function inspectCode(parts: LanguageParts): Tool<Args> {
  return {
    name: 'inspect_code',
    kind: 'read',
    description:
      'Ask language servers about a symbol; more exact than search_text. "symbols" lists what path defines, or finds symbol in the workspace.',
    schema,
    offered: () => parts.languages.serveAny(),
    async run({ what, symbol, path, line }, context) {
      if (what === 'symbols') return await listSymbols(parts, { symbol, path }, context);
      if (symbol === undefined) throw new Error(`Name a symbol, to be told its ${what}.`);
      const named = { symbol, path, line };
      return what === 'hover' ? await hover(parts, named, context) : await relate(parts, what, named, context);
    },
  };
}

async function hover(parts: LanguageParts, named: NamedSymbol, context: ToolContext): Promise<ToolResult> {
  const told = await parts.languages.hover(await findSpot(parts, named, context), context.signal);
  return {
    output:
      told === ''
        ? 'Language servers here tell nothing of it.'
        : markUntrusted('code', truncate(told, MAX_HOVER_LENGTH)),
    display: { type: 'symbol', symbol: named.symbol },
  };
}

async function relate(
  parts: LanguageParts,
  relation: Relation,
  named: NamedSymbol,
  context: ToolContext,
): Promise<ToolResult> {
  const spot = await findSpot(parts, named, context);
  const found = await parts.languages.places(relation, spot, context.signal);
  const { lines, places, files } = await wordPlaces(parts.workspace, found, context);
  return {
    output: lines.length > 0 ? markUntrusted('code', lines.join('\n')) : NOTHING[relation],
    display: { type: 'symbol', symbol: named.symbol, found: { places, files } },
  };
}

const NOTHING: Record<Relation, string> = {
  definition: 'No definition of it is known to language servers here.',
  references: 'No references to it are known to language servers here.',
  implementations: 'No implementations of it are known to language servers here.',
  type: 'No type of it is known to language servers here.',
  callers: 'No calls of it are known to language servers here.',
  callees: 'Nothing that it calls is known to language servers here.',
  supertypes: 'No supertypes of it are known to language servers here, and not every one tells them.',
  subtypes: 'No subtypes of it are known to language servers here, and not every one tells them. Try implementations.',
};

async function listSymbols(
  { workspace, languages }: LanguageParts,
  { symbol, path }: Pick<Args, 'symbol' | 'path'>,
  context: ToolContext,
): Promise<ToolResult> {
  if (path === undefined && symbol === undefined) throw new Error('Name a path, or a symbol to find.');
  const wanted = symbol?.toLowerCase();
  const matches = ({ name }: CodeSymbol) => wanted === undefined || name.toLowerCase().includes(wanted);
  if (path !== undefined) {
    const file = await openCode(workspace, path, context);
    const found = (await languages.symbols(file.absolutePath, context.signal)).filter(matches);
    const lines = found.map(({ line, kind, name, containers }) => {
      return '  '.repeat(containers.length) + oneLine(`${line + 1} ${kind} ${name}`);
    });
    return showSymbols(lines, `${file.path} defines nothing of that name.`, file.path);
  }
  const found = await languages.findSymbols(symbol ?? '', context.signal);
  const lines = await Promise.all(
    found.map(async ({ path: file, line, kind, name, containers }) => {
      const place = await workspace.resolve(file);
      return oneLine(`${place.path}:${line + 1} ${kind} ${[...containers, name].join('.')}`);
    }),
  );
  return showSymbols(
    lines,
    `The language servers know no "${symbol}". They know the projects of files that are open: name a path.`,
    '.',
  );
}

function showSymbols(lines: readonly string[], nothing: string, path: string): ToolResult {
  const shown = fitLines(lines, MAX_SYMBOL_BYTES);
  const more = lines.length - shown.length;
  if (more > 0) shown.push(`[${more} more: name a symbol, or a part of its name.]`);
  return {
    output: lines.length > 0 ? markUntrusted('code', shown.join('\n')) : nothing,
    display: { type: 'list', path, count: lines.length, truncated: false },
  };
}
