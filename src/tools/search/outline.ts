import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import { oneLine } from '../../util/text/oneLine.ts';
import { wordBytes } from '../common/fileKind.ts';
import { resolveSearchable } from '../common/resolveSearchable.ts';
import { type Folder, fileTree } from './fileTree.ts';

const DEFAULT_TOKENS = 2000;
const MAX_TOKENS = 8000;
const BYTES_PER_TOKEN = 4;
/** Of what the tree may take, so that symbols have the rest. */
const TREE_SHARE = 0.6;
/** Files of one folder that are named. */
const MAX_FILES_NAMED = 30;
/** What a size takes on a file's line. */
const SIZE_BYTES = 10;
const MAX_MAIN_FILES = 24;
const MAX_SYMBOLS = 12;
const NOTE_BYTES = 100;

const CODE =
  /\.(c|cc|cpp|cs|cts|dart|ex|go|h|hpp|java|js|jsx|kt|lua|m|mjs|mts|php|py|rb|rs|scala|swift|ts|tsx|vue|zig)$/i;
const ENTRY = /^(app|cli|extension|index|lib|main|mod|program|server|__init__|__main__)\./i;

const schema = z.object({
  path: z.string().min(1).optional().describe('A folder; default: the workspace'),
  tokens: z.int().min(200).max(MAX_TOKENS).optional().describe(`Most to return, default ${DEFAULT_TOKENS}`),
});

export function outline(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'outline',
    kind: 'read',
    returns: 'code',
    description:
      'An overview of a project: its folders with how many files they hold, files with sizes, and what the main ones define.',
    schema,
    async run({ path, tokens = DEFAULT_TOKENS }, context) {
      const place = await resolveSearchable(workspace, path, context);
      const { text, count, truncated } = await drawOutline(workspace, place, tokens, context.signal);
      return { output: text, display: { type: 'list', path: place?.path ?? '.', count, truncated } };
    },
  };
}

/** The overview of a folder, or of the workspace, in about so many tokens. `count` of its files. */
export async function drawOutline(
  workspace: Workspace,
  place: ResolvedPath | undefined,
  tokens: number,
  signal: AbortSignal,
): Promise<{ text: string; count: number; truncated: boolean }> {
  const { paths, truncated } = await workspace.findFiles(place ? { place } : {}, signal);
  const start = place && place.path !== '.' ? place.path : '';
  const relative = paths.map((found) =>
    start !== '' && found.startsWith(`${start}/`) ? found.slice(start.length + 1) : found,
  );
  const budget = tokens * BYTES_PER_TOKEN - NOTE_BYTES;
  const tree = unfold(fileTree(relative), budget * TREE_SHARE);
  const files = await measure(workspace, place, tree.files, signal);
  await addSymbols(workspace, files, budget - tree.bytes, signal);
  const lines = tree.unfolded.size > 0 ? [...draw(tree, files)] : [wordTooMuch(tree.root)];
  if (truncated) lines.push(`[Of more than ${paths.length} files. Name a folder to see the others.]`);
  const text = lines.join('\n') || `${place?.path ?? 'The workspace'} has no files, or all of them are ignored.`;
  return { text, count: paths.length, truncated };
}

function wordTooMuch({ count, folders, files }: Folder): string {
  if (count === 0) return '';
  return `${count} files, with ${folders.size} folders and ${files.length} files at the top: allow more tokens, or use list_files.`;
}

interface Tree {
  root: Folder;
  /** Whose contents are named. */
  unfolded: Set<Folder>;
  /** The paths of the files that are named. */
  files: string[];
  bytes: number;
}

/** Names the contents of folder after folder, from the top, while they fit. */
function unfold(root: Folder, maxBytes: number): Tree {
  const tree: Tree = { root, unfolded: new Set(), files: [], bytes: 0 };
  const queue = [{ folder: root, path: '' }];
  for (let next = queue.shift(); next; next = queue.shift()) {
    const { folder, path } = next;
    const files = named(folder);
    const folderBytes = [...folder.folders.values()].reduce((sum, inner) => sum + byteLength(folderLine(inner)), 0);
    const fileBytes = files.reduce((sum, file) => sum + byteLength(indented(folder.depth, file)) + SIZE_BYTES, 0);
    const bytes = folderBytes + fileBytes + byteLength(moreLine(folder));
    if (tree.bytes + bytes > maxBytes) continue;
    tree.bytes += bytes;
    tree.unfolded.add(folder);
    tree.files.push(...files.map((file) => path + file));
    for (const inner of folder.folders.values()) queue.push({ folder: inner, path: `${path}${inner.name}/` });
  }
  return tree;
}

function named({ files }: Folder): string[] {
  return files.slice(0, files.length > MAX_FILES_NAMED ? MAX_FILES_NAMED : undefined);
}

interface FileLine {
  path: string;
  absolutePath: string;
  size: number;
  symbols: string;
}

async function measure(
  workspace: Workspace,
  place: ResolvedPath | undefined,
  paths: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, FileLine>> {
  const measured = await Promise.all(
    paths.map(async (path): Promise<[string, FileLine]> => {
      const { absolutePath } = await workspace.resolve(place ? `${place.absolutePath}/${path}` : path);
      signal.throwIfAborted();
      return [path, { path, absolutePath, size: (await workspace.stat(absolutePath))?.size ?? 0, symbols: '' }];
    }),
  );
  return new Map(measured);
}

/** Adds what the main files define, the most telling file first, while it fits. */
async function addSymbols(
  workspace: Workspace,
  files: ReadonlyMap<string, FileLine>,
  maxBytes: number,
  signal: AbortSignal,
): Promise<void> {
  const main = [...files.values()]
    .filter(({ path }) => CODE.test(path))
    .sort(byWeight)
    .slice(0, MAX_MAIN_FILES);
  const found = await Promise.all(main.map((file) => workspace.symbols(file.absolutePath, signal)));
  let left = maxBytes;
  main.forEach((file, index) => {
    const names = found[index] ?? [];
    const more = names.length > MAX_SYMBOLS ? ', …' : '';
    const symbols = names.length === 0 ? '' : `: ${names.slice(0, MAX_SYMBOLS).join(', ')}${more}`;
    if (byteLength(symbols) > left) return;
    left -= byteLength(symbols);
    file.symbols = symbols;
  });
}

function byWeight(a: FileLine, b: FileLine): number {
  const weight = ({ path, size }: FileLine) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const test = /(^|[./_-])(tests?|spec)([./_-]|$)/i.test(path);
    return (test ? -1e9 : 0) + (ENTRY.test(name) ? 1e6 : 0) + size;
  };
  return weight(b) - weight(a);
}

function* draw({ root, unfolded }: Tree, files: ReadonlyMap<string, FileLine>): Iterable<string> {
  function* contents(folder: Folder, path: string): Iterable<string> {
    for (const inner of folder.folders.values()) {
      yield folderLine(inner);
      if (unfolded.has(inner)) yield* contents(inner, `${path}${inner.name}/`);
    }
    for (const file of named(folder)) {
      const { size = 0, symbols = '' } = files.get(path + file) ?? {};
      yield indented(folder.depth, `${file} ${wordBytes(size)}${symbols}`);
    }
    const more = moreLine(folder);
    if (more) yield more;
  }
  yield* contents(root, '');
}

function folderLine({ name, depth, count }: Folder): string {
  return indented(depth - 1, `${name}/ (${count})`);
}

function moreLine({ files, depth }: Folder): string {
  const more = files.length - MAX_FILES_NAMED;
  return more > 0 ? indented(depth, `… ${more} more files`) : '';
}

function indented(depth: number, text: string): string {
  return '  '.repeat(depth) + oneLine(text);
}

/** With the line end. */
function byteLength(line: string): number {
  return line === '' ? 0 : Buffer.byteLength(line) + 1;
}
