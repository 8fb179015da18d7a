import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { foldersOf, PathIndex } from '../../src/util/search/pathIndex.ts';
import { findFiles, searchLines } from '../../src/vscode/workspace/search/ripgrep.ts';
import { searchRoots } from '../../src/vscode/workspace/search/searchRoots.ts';
import { ripgrepPath } from '../unit/support/ripgrepPath.ts';
import type { Figure } from './figure.ts';
import { median, percentile } from './percentile.ts';

const FOLDERS = 1000;
const FILES_PER_FOLDER = 100;
const LINES_PER_FILE = 20;
const SAMPLES = 9;
const MAX_FIRST_RESULT_MS = 100;
const MAX_RATIO = 1.3;
/** A key that takes longer is felt. */
const MAX_KEY_MS = 10;
const MAX_LIST_MS = 200;
/** As people type them: a whole name, words of a path, an abbreviation, and none that is there. */
const TYPED = ['file50.ts', 'package7/module', 'mod499file9', 'p1m41f7', 'nowhere'];
/** Lines of the list. */
const LIMIT = 40;

const query = { pattern: 'needle', regex: false, caseSensitive: false, multiline: false, secrets: false, context: 0 };

/** A search of a repository of 100,000 files, one in a hundred of which matches, beside ripgrep alone with the same question. */
export async function measureSearch(): Promise<Figure[]> {
  const rgPath = await ripgrepPath();
  const folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-search-'));
  try {
    await fill(folder);
    await plainSearch(rgPath, folder); // So that every run finds the files in memory.
    const first: number[] = [];
    const ours: number[] = [];
    const plain: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      plain.push(await timed(() => plainSearch(rgPath, folder)));
      ours.push(await timed((began) => ourSearch(rgPath, folder, () => first.push(performance.now() - began))));
    }
    const [ourTime, plainTime] = [median(ours), median(plain)];
    const samples = SAMPLES;
    return [
      { figure: 'search.firstResult', value: median(first), unit: 'ms', target: MAX_FIRST_RESULT_MS, samples },
      { figure: 'search.whole', value: ourTime, unit: 'ms', samples },
      { figure: 'search.plainRipgrep', value: plainTime, unit: 'ms', samples },
      { figure: 'search.timesPlainRipgrep', value: ourTime / plainTime, unit: 'ratio', target: MAX_RATIO, samples },
      ...(await measureMentions(rgPath, folder)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files that are offered after `@`: how long listing them all takes, once, and how long each typed key. */
async function measureMentions(rgPath: string, folder: string): Promise<Figure[]> {
  const lists: number[] = [];
  const keys: number[] = [];
  const roots = await searchRoots([{ name: 'bench', path: folder }]);
  const search = { rgPath, roots, signal: new AbortController().signal };
  for (const name of TYPED) {
    const began = performance.now();
    const { paths } = await findFiles(search);
    if (paths.length !== FOLDERS * FILES_PER_FOLDER) throw new Error(`${paths.length} files were listed.`);
    const index = new PathIndex([...paths, ...foldersOf(paths)]);
    lists.push(performance.now() - began);
    for (let end = 1; end <= name.length; end++)
      keys.push(await timed(async () => void index.find(name.slice(0, end), LIMIT)));
  }
  return [
    { figure: 'mention.list', value: median(lists), unit: 'ms', target: MAX_LIST_MS, samples: lists.length },
    { figure: 'mention.key.p50', value: percentile(keys, 0.5), unit: 'ms', target: MAX_KEY_MS, samples: keys.length },
    { figure: 'mention.key.max', value: percentile(keys, 1), unit: 'ms', samples: keys.length },
  ];
}

async function fill(folder: string): Promise<void> {
  for (let index = 0; index < FOLDERS; index++) {
    const place = path.join(folder, `package${index % 20}`, `module${index}`);
    await mkdir(place, { recursive: true });
    const files = Array.from({ length: FILES_PER_FOLDER }, (_, file) =>
      writeFile(path.join(place, `file${file}.ts`), fileText(index, file)),
    );
    await Promise.all(files);
  }
}

function fileText(folder: number, file: number): string {
  const lines = Array.from({ length: LINES_PER_FILE }, (_, line) => `export const v${line} = f(${folder}, ${file});\n`);
  return (file === 50 ? '// needle\n' : '') + lines.join('');
}

async function ourSearch(rgPath: string, folder: string, onFirst: () => void): Promise<void> {
  const roots = await searchRoots([{ name: 'bench', path: folder }]);
  const search = { rgPath, roots, signal: new AbortController().signal };
  const onFound = (matches: number) => {
    if (matches === 1) onFirst();
  };
  const { matches } = await searchLines(search, query, onFound);
  if (matches !== FOLDERS) throw new Error(`The search found ${matches} lines of ${FOLDERS}.`);
}

function plainSearch(rgPath: string, folder: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const args = ['--hidden', '--ignore-case', '--line-number', '--fixed-strings', query.pattern, '.'];
    const child = spawn(rgPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.resume();
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ripgrep ended with ${code}`))));
  });
}

async function timed(work: (began: number) => Promise<void>): Promise<number> {
  const began = performance.now();
  await work(began);
  return performance.now() - began;
}
