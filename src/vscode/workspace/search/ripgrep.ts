import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { FileMatches, FileNames, TextMatches, TextQuery } from '../../../agent/contracts/workspace.ts';
import type { Sweep } from '../../../gate/commandFindings.ts';
import { isSecret } from '../../../gate/sensitivePaths.ts';
import { IGNORE_FILE, readIgnoreFile } from '../kimiIgnore.ts';
import { CountReader, type FoundLine, FoundLineReader, NulReader } from './ripgrepOutput.ts';
import { encodingArguments, type SearchEncoding } from './searchEncoding.ts';
import { anchorGlob, labelled, type SearchRoot } from './searchRoots.ts';

/** What a search holds in memory at most; beyond them the result is cut wherever ripgrep then is. */
const MAX_HELD_LINES = 10_000;
const MAX_HELD_FILES = 200_000;
/** As MAX_HELD_FILES, while listing folders. */
const MAX_HELD_ENTRIES = 50_000;
/** Between two reports of how much was found. */
const REPORT_MS = 250;

/** Ignored files stay out, with and without a git repository; hidden ones count, git's own do not. */
const SCOPE = ['--no-config', '--hidden', '--no-require-git', '--glob=!.git', '--path-separator=/', '--no-messages'];

/** Where ripgrep is, and where it looks. */
export interface Search {
  rgPath: string;
  roots: readonly SearchRoot[];
  signal: AbortSignal;
}

/**
 * Searches files on disk. `onFound` gets how many lines match so far: of the first as it comes, then now and then.
 * Throws an Error with ripgrep's own words when the pattern or the glob is invalid, and the signal's reason when aborted.
 */
export async function searchLines(
  search: Search,
  query: TextQuery,
  onFound: (matches: number) => void,
): Promise<TextMatches> {
  const files = new Map<string, FoundLine[]>();
  const report = reporter(onFound);
  let held = 0;
  let matches = 0;
  const truncated = await eachEncoding(search, query, async (root, encoding, mayShow) => {
    const reader = new FoundLineReader();
    const onLine = (found: FoundLine) => {
      if (!mayShow(found.path)) return 'more';
      if (held >= MAX_HELD_LINES) return 'enough';
      held += 1;
      if (found.matches) report(++matches);
      const file = labelled(root, found.path);
      const lines = files.get(file);
      if (lines) lines.push(found);
      else files.set(file, [found]);
      return 'more';
    };
    const args = ['--no-heading', '--with-filename', '--null', '--line-number', '--column', '--color=never'];
    args.push(
      '--no-context-separator',
      `--context=${query.context}`,
      ...(await queryArguments(search, root, query)),
      ...encoding,
      '--',
      root.target,
    );
    return await runRipgrep(search, root, args, reader, onLine);
  });
  const paths = [...files.keys()].sort(comparePaths);
  const lines = paths.flatMap((path) => (files.get(path) ?? []).map((line) => ({ ...line, path })));
  return { lines, matches, truncated };
}

/** The files that match, with how often where `counts`. Throws as searchLines does. */
export async function searchFiles(search: Search, query: TextQuery, counts: boolean): Promise<FileMatches> {
  const files: FileMatches['files'] = [];
  const truncated = await eachEncoding(search, query, async (root, encoding, mayShow) => {
    const add = (path: string, matches?: number) => {
      if (!mayShow(path)) return 'more';
      if (files.length >= MAX_HELD_LINES) return 'enough';
      files.push({ path: labelled(root, path), ...(matches === undefined ? {} : { matches }) });
      return 'more';
    };
    const args = ['--null', '--with-filename', '--color=never', ...(await queryArguments(search, root, query))];
    args.push(...encoding, '--', root.target);
    return counts
      ? await runRipgrep(search, root, ['--count-matches', ...args], new CountReader(), ({ path, count }) =>
          add(path, count),
        )
      : await runRipgrep(search, root, ['--files-with-matches', ...args], new NulReader(), (path) => add(path));
  });
  return { files: files.sort((a, b) => comparePaths(a.path, b.path)), truncated };
}

/** The files, all or those that match a glob. */
export async function findFiles(search: Search, glob?: string): Promise<FileNames> {
  const paths: string[] = [];
  const truncated = await eachRoot(search, async (root) => {
    const globs = glob === undefined ? [] : [`--glob=${anchorGlob(root, await readGlob(search, root, glob))}`];
    const args = ['--files', '--null', ...SCOPE, ...(await ignoreArguments(root)), ...globs, '--', root.target];
    return await runRipgrep(search, root, args, new NulReader(), (found) => {
      if (root.hides(found)) return 'more';
      if (paths.length >= MAX_HELD_FILES) return 'enough';
      paths.push(labelled(root, found));
      return 'more';
    });
  });
  return { paths: paths.sort(comparePaths), truncated };
}

/** The files that another program comes upon that reads a whole folder; not git's own, nor those of packages. */
export async function listSwept(search: Search, { hidden, ignored, links, globs }: Sweep): Promise<FileNames> {
  const paths: string[] = [];
  const args = ['--files', '--null', '--no-config', '--no-messages', '--path-separator=/'];
  if (hidden) args.push('--hidden');
  if (ignored) args.push('--no-ignore');
  if (links) args.push('--follow');
  // Too many files count rather than too few: those that are looked for in any case, those that are not as they are written.
  for (const glob of globs) args.push(glob.startsWith('!') ? `--glob=${glob}` : `--iglob=${glob}`);
  args.push('--glob=!.git', '--glob=!node_modules');
  const truncated = await eachRoot(search, async (root) =>
    runRipgrep(search, root, [...args, '--', root.target], new NulReader(), (found) => {
      if (paths.length >= MAX_HELD_FILES) return 'enough';
      paths.push(labelled(root, found));
      return 'more';
    }),
  );
  return { paths: paths.sort(comparePaths), truncated };
}

/**
 * The files and folders in a folder down to `depth`, relative to it, as in Workspace.listFiles. Where there are more than
 * `limit`, the shallower come first. Folders without files that count are not seen.
 */
export async function listWithRipgrep(
  search: Search,
  { depth, limit }: { depth: number; limit: number },
): Promise<{ entries: string[]; truncated: boolean }> {
  const depths = new Map<string, number>();
  await eachRoot(search, async (root) => {
    const args = ['--files', '--null', ...SCOPE, ...(await ignoreArguments(root)), '--', root.target];
    const around = root.within === '' ? '' : `${root.within}/`;
    const prefix = `${root.target}/`;
    return await runRipgrep(search, root, args, new NulReader(), (found) => {
      if (root.hides(found)) return 'more';
      let entry = around + found.slice(prefix.length);
      for (let level = entry.split('/').length; level > 0; level--) {
        // Its folders are known with it.
        if (depths.has(entry)) break;
        if (level <= depth) depths.set(entry, level);
        entry = entry.slice(0, entry.lastIndexOf('/', entry.length - 2) + 1);
      }
      return depths.size > Math.max(limit, MAX_HELD_ENTRIES) ? 'enough' : 'more';
    });
  });
  const entries = [...depths.keys()].sort(comparePaths);
  if (entries.length <= limit) return { entries, truncated: false };
  const shallow = entries.toSorted((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0)).slice(0, limit);
  return { entries: shallow.sort(comparePaths), truncated: true };
}

/** As eachRoot, once for each encoding that files of a root are in. `mayShow` says of which files what is found counts. */
async function eachEncoding(
  search: Search,
  query: TextQuery,
  look: (root: SearchRoot, encoding: string[], mayShow: (path: string) => boolean) => Promise<boolean>,
): Promise<boolean> {
  return await eachRoot(search, async (root) => {
    for (const encoding of root.encodings ?? [{}])
      if (await look(root, encodingArguments(encoding.encoding), counted(query, root, encoding))) return true;
    return false;
  });
}

/** Whether what is found in a file is told; asked for each of its lines, one after another. */
function counted({ secrets }: TextQuery, { hides }: SearchRoot, { reads }: SearchEncoding): (path: string) => boolean {
  let last: { path: string; counts: boolean } | undefined;
  return (path) => {
    if (last?.path !== path) {
      last = { path, counts: (reads?.(path) ?? true) && (secrets || !isSecret(path)) && !hides(path) };
    }
    return last.counts;
  };
}

/** Looks into one root after another until there is enough; returns whether there was. */
async function eachRoot({ roots }: Search, look: (root: SearchRoot) => Promise<boolean>): Promise<boolean> {
  for (const root of roots) if (await look(root)) return true;
  return false;
}

async function queryArguments(search: Search, root: SearchRoot, query: TextQuery): Promise<string[]> {
  const { pattern, regex, caseSensitive, glob, fileType } = query;
  const args = [caseSensitive ? '--case-sensitive' : '--ignore-case', '--crlf', ...SCOPE];
  // The default engine is the faster; look-around and back-references need the other.
  args.push(...(regex ? ['--engine=auto'] : ['--fixed-strings']));
  if (/\n/.test(pattern) || (regex && /\\n/.test(pattern))) args.push('--multiline');
  if (query.multiline) args.push('--multiline', '--multiline-dotall');
  if (glob !== undefined) args.push(`--glob=${anchorGlob(root, await readGlob(search, root, glob))}`);
  if (fileType !== undefined) args.push(`--type=${fileType}`);
  return [...args, ...(await ignoreArguments(root)), `--regexp=${pattern}`];
}

/**
 * A glob in which a part with brackets or braces is a name where files are found by it as it is written: `app/[slug]/**` in a
 * project that has such a folder. Its stars stay stars: `[id]*`.
 */
async function readGlob(search: Search, root: SearchRoot, glob: string): Promise<string> {
  const [, not = '', pattern = ''] = /^(!?)(.*)$/s.exec(glob) ?? [];
  const read: string[] = [];
  for (const part of pattern.split('/')) {
    const name = part.replace(/[[\]{}]/g, '\\$&');
    const isName = name !== part && (await anyFile(search, root, [...read, name].join('/')));
    read.push(isName ? name : part);
  }
  return not + read.join('/');
}

/** Whether a glob, or a folder of its name, matches a file. A glob that cannot be read matches none. */
async function anyFile(search: Search, root: SearchRoot, glob: string): Promise<boolean> {
  const globs = [glob, `${glob}/**`].map((one) => `--glob=${anchorGlob(root, one)}`);
  const args = ['--files', '--null', ...SCOPE, ...(await ignoreArguments(root)), ...globs, '--', root.target];
  return await runRipgrep(search, root, args, new NulReader(), () => 'enough').catch((error: unknown) => {
    search.signal.throwIfAborted();
    if (error instanceof Error) return false;
    throw error;
  });
}

/** Throws where there is an ignore file that cannot be read: it may name anything. */
async function ignoreArguments({ cwd }: SearchRoot): Promise<string[]> {
  const text = await readIgnoreFile(cwd);
  if (text === null) throw new Error(`${IGNORE_FILE} in ${cwd} cannot be read, so nothing is searched there.`);
  return text === undefined ? [] : [`--ignore-file=${IGNORE_FILE}`];
}

function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function reporter(onFound: (matches: number) => void): (matches: number) => void {
  let next = 0;
  return (matches) => {
    const now = performance.now();
    if (now < next) return;
    next = now + REPORT_MS;
    onFound(matches);
  };
}

/** Calls `onRecord` for each record of the output until it has enough; returns whether it had. */
function runRipgrep<Item>(
  { rgPath, signal }: Search,
  { cwd }: SearchRoot,
  args: string[],
  reader: { read(chunk: Buffer): Item[] },
  onRecord: (record: Item) => 'more' | 'enough',
): Promise<boolean> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    // Without streams where no file handle is left for them.
    const child: ChildProcess = spawn(rgPath, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      signal,
    });
    let enough = false;
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      if (stderr.length < 4000) stderr += chunk;
    });
    child.stdout?.on('data', (chunk: Buffer) => {
      for (const record of enough ? [] : reader.read(chunk)) enough ||= onRecord(record) === 'enough';
      if (enough) child.kill();
    });
    child.on('error', (error) => {
      // Node reports a missing folder as a missing program.
      const reason = existsSync(cwd) ? error.message : `there is no folder ${cwd}`;
      reject(signal.aborted ? signal.reason : new Error(`ripgrep could not be run: ${reason}`, { cause: error }));
    });
    child.on('close', (code) => {
      // 1: nothing found. 2 without a word: some files could not be read, which is no reason to fail.
      if (!enough && code !== 0 && code !== 1 && stderr.trim() !== '') reject(new Error(stderr.trim()));
      else resolve(enough);
    });
  });
}
