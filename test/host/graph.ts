// npm run graph: what the sources look like from afar. Prints a table; fails where an import runs in a circle or against the direction.
//
// A room is a folder of src/ or webview/ with the files right in it. Directions are enforced by biome.json; here they are counted.

import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './paths.ts';

const MAX_FILES = 26;
const MAX_LINES = 400;

/** The top rooms, each with those that it may import from. */
const DIRECTIONS: Record<string, readonly string[]> = {
  'src/util': [],
  'src/gate': ['src/util'],
  'src/agent': ['src/gate', 'src/util'],
  'src/shared': ['src/agent', 'src/gate', 'src/util'],
  'src/kimi': ['src/agent', 'src/util'],
  'src/tools': ['src/agent', 'src/gate', 'src/shared', 'src/util'],
  'src/session': ['src/agent', 'src/gate', 'src/shared', 'src/util'],
  'src/vscode': ['src/agent', 'src/gate', 'src/kimi', 'src/session', 'src/shared', 'src/tools', 'src/util'],
  'src/extension.ts': ['src/vscode'],
  webview: ['src/shared', 'src/util'],
};

interface Source {
  file: string;
  lines: number;
  /** Other files of ours, types included. */
  imports: string[];
  longestFunction: { lines: number; at: number };
}

const sources = await Promise.all(globSync('{src,webview}/**/*.{ts,tsx}', { cwd: root }).map(readSource));
const rooms = countBy(sources, ({ file }) => path.posix.dirname(file));
const against = sources.flatMap(({ file, imports }) => {
  const from = topOf(file);
  return imports
    .filter((to) => topOf(to) !== from && !DIRECTIONS[from]?.includes(topOf(to)))
    .map((to) => `${file} -> ${to}`);
});
const circles = findCircles(new Map(sources.map(({ file, imports }) => [file, imports])));
const long = sources.filter(({ lines }) => lines > MAX_LINES);
const [longest] = sources.toSorted((a, b) => b.longestFunction.lines - a.longestFunction.lines);
const [largestRoom = '', filesInIt = 0] = [...rooms].sort((a, b) => b[1] - a[1])[0] ?? [];

print('files', sources.length);
print(
  'lines',
  sources.reduce((sum, { lines }) => sum + lines, 0),
);
print('rooms', rooms.size);
print('largest room', `${filesInIt} files in ${largestRoom} (at most ${MAX_FILES})`);
print(
  `files over ${MAX_LINES} lines`,
  long.length,
  long.map(({ file, lines }) => `${file} ${lines}`),
);
if (longest)
  print('longest function', `${longest.longestFunction.lines} lines at ${longest.file}:${longest.longestFunction.at}`);
print(
  'import circles',
  circles.length,
  circles.map((circle) => circle.join(' -> ')),
);
print('imports against the direction', against.length, against);
if (circles.length > 0 || against.length > 0) process.exitCode = 1;

async function readSource(file: string): Promise<Source> {
  const text = await readFile(path.join(root, file), 'utf8');
  const lines = text.split('\n');
  const imports = [...text.matchAll(/(?:\bfrom\s+|\bimport\s+|\bimport\()'(\.[^']+)'/g)].map(([, to = '']) =>
    path.posix.join(path.posix.dirname(file), to),
  );
  return { file, lines: lines.length - 1, imports, longestFunction: longestFunction(lines) };
}

/** As the formatter leaves it: a function ends with the brace that has the indentation of its first line. */
function longestFunction(lines: readonly string[]): Source['longestFunction'] {
  let longest = { lines: 0, at: 0 };
  for (const [index, line] of lines.entries()) {
    const [, indentation] =
      /^(\s*)(?:export\s+)?(?:default\s+)?(?:(?:private|protected|public|static|override|async)\s+)*(?:function\b|(?:get\s+|set\s+)?[\w#]+\().*\{$/.exec(
        line,
      ) ?? [];
    if (indentation === undefined || /^\s*(?:if|for|while|switch|catch)\b/.test(line)) continue;
    const end = lines.findIndex((other, at) => at > index && other.startsWith(`${indentation}}`));
    if (end - index + 1 > longest.lines) longest = { lines: end - index + 1, at: index + 1 };
  }
  return longest;
}

function topOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  return first === 'src' ? `${first}/${second}` : first;
}

/** Each circle once, by a walk that leaves a file only when all that it imports was seen. */
function findCircles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const done = new Set<string>();
  const trail: string[] = [];
  const found: string[][] = [];
  const walk = (file: string) => {
    const at = trail.indexOf(file);
    if (at >= 0) found.push([...trail.slice(at), file]);
    if (at >= 0 || done.has(file)) return;
    trail.push(file);
    for (const next of graph.get(file) ?? []) walk(next);
    trail.pop();
    done.add(file);
  };
  for (const file of graph.keys()) walk(file);
  return found;
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

function print(name: string, value: string | number, rows: readonly string[] = []): void {
  console.log(`${name.padEnd(32)}${value}`);
  for (const row of rows) console.log(`  ${row}`);
}
