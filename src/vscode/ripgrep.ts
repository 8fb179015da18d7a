import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { TextMatches, TextQuery } from '../agent/workspace.ts';

const MAX_LINE_LENGTH = 500;
/** Of what stands before a match in a line that is cut. */
const LEAD_LENGTH = 100;
/** UTF-16 units. A longer record (a match in an enormous line) is left out, and the result counts as truncated. */
const MAX_RECORD_LENGTH = 16_000_000;
/** Entries held in memory while listing; beyond them the list is cut wherever ripgrep then is. */
const MAX_HELD_ENTRIES = 50_000;

/** Ignored files stay out, with and without a git repository; hidden ones count, git's own do not. */
const SCOPE = ['--no-config', '--hidden', '--no-require-git', '--glob=!.git', '--path-separator=/'];

export interface SearchRoot {
  /** A folder or a file. */
  path: string;
  /** What the paths of its matches begin with; '' for none. For a file, its whole path. */
  label: string;
}

/**
 * Searches files on disk. Globs are relative to each root.
 * Throws an Error with ripgrep's own words when the pattern or the glob is invalid, and the signal's reason when aborted.
 */
export async function searchWithRipgrep(
  rgPath: string,
  roots: readonly SearchRoot[],
  query: Omit<TextQuery, 'path'>,
  signal: AbortSignal,
): Promise<TextMatches> {
  const matches: TextMatches['matches'] = [];
  let truncated = false;
  for (const root of roots) {
    const { cwd, target } = await startOf(root.path);
    const onRecord = (record: string) => {
      const match = readMatch(record);
      if (!match) return 'more';
      if (matches.length >= query.limit) {
        truncated = true;
        return 'enough';
      }
      matches.push({ ...match, path: labelled(root, target, match.path) });
      return 'more';
    };
    const args = ['--json', ...SCOPE, ...queryArguments(query), '--', target];
    const run = await runRipgrep(rgPath, args, { cwd, separator: '\n' }, onRecord, signal);
    truncated ||= run.dropped;
    if (truncated) break;
  }
  return { matches: matches.sort((a, b) => comparePaths(a.path, b.path) || a.line - b.line), truncated };
}

/**
 * The files and folders in a folder down to `depth`, relative to it, as in Workspace.listFiles. Where there are more than
 * `limit`, the shallower come first. Folders without files that count are not seen.
 */
export async function listWithRipgrep(
  rgPath: string,
  root: string,
  { depth, limit }: { depth: number; limit: number },
  signal: AbortSignal,
): Promise<{ entries: string[]; truncated: boolean }> {
  const depths = new Map<string, number>();
  const args = ['--files', '--null', ...SCOPE, '--', '.'];
  const onRecord = (record: string) => {
    const segments = record.replace(/^\.\//, '').split('/');
    for (let level = Math.min(depth, segments.length); level > 0; level--) {
      const entry = segments.slice(0, level).join('/') + (level < segments.length ? '/' : '');
      // Its folders are known with it.
      if (depths.has(entry)) break;
      depths.set(entry, level);
    }
    return depths.size > Math.max(limit, MAX_HELD_ENTRIES) ? 'enough' : 'more';
  };
  await runRipgrep(rgPath, args, { cwd: root, separator: '\0' }, onRecord, signal);
  const entries = [...depths.keys()].sort(comparePaths);
  if (entries.length <= limit) return { entries, truncated: false };
  const shallow = entries.toSorted((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0)).slice(0, limit);
  return { entries: shallow.sort(comparePaths), truncated: true };
}

/** Ripgrep takes globs relative to where it runs. */
async function startOf(root: string): Promise<{ cwd: string; target: string }> {
  const isFolder = (await stat(root)).isDirectory();
  return isFolder ? { cwd: root, target: '.' } : { cwd: path.dirname(root), target: `./${path.basename(root)}` };
}

function queryArguments({ pattern, regex, caseSensitive, glob }: Omit<TextQuery, 'path'>): string[] {
  const args = [caseSensitive ? '--case-sensitive' : '--ignore-case', '--no-messages', '--crlf'];
  // The default engine is the faster; look-around and back-references need the other.
  args.push(...(regex ? ['--engine=auto'] : ['--fixed-strings']));
  if (/\n/.test(pattern) || (regex && /\\n/.test(pattern))) args.push('--multiline');
  if (glob !== undefined) args.push(`--glob=${glob}`);
  args.push(`--regexp=${pattern}`);
  return args;
}

function labelled(root: SearchRoot, target: string, matchPath: string): string {
  if (target !== '.') return root.label;
  const relative = matchPath.replace(/^\.\//, '');
  return root.label === '' ? relative : `${root.label.replace(/\/$/, '')}/${relative}`;
}

function comparePaths(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Text, or base64 of bytes that are not UTF-8, in ripgrep's JSON. */
type Data = { text: string } | { bytes: string };
type JsonRecord =
  | {
      type: 'match';
      data: { path: Data; lines: Data; line_number: number; submatches: { start: number }[] };
    }
  | { type: 'begin' | 'context' | 'end' | 'summary' };

function readMatch(record: string): { path: string; line: number; text: string } | undefined {
  const parsed: JsonRecord = JSON.parse(record);
  if (parsed.type !== 'match') return undefined;
  const { path: file, lines, line_number: line, submatches } = parsed.data;
  const bytes = bytesOf(lines);
  const start = bytes.subarray(0, submatches[0]?.start ?? 0).toString().length;
  const [text = ''] = bytes.toString().split(/\r?\n/, 1);
  return { path: bytesOf(file).toString(), line, text: cutAround(text, start) };
}

function bytesOf(data: Data): Buffer {
  return 'text' in data ? Buffer.from(data.text) : Buffer.from(data.bytes, 'base64');
}

function cutAround(text: string, start: number): string {
  if (text.length <= MAX_LINE_LENGTH) return text;
  const from = Math.max(0, Math.min(start - LEAD_LENGTH, text.length - MAX_LINE_LENGTH));
  const part = text.slice(from, from + MAX_LINE_LENGTH).toWellFormed();
  return `${from > 0 ? '…' : ''}${part}${from + MAX_LINE_LENGTH < text.length ? '…' : ''}`;
}

/** Calls `onRecord` for each record of the output until it has enough. `dropped`: a record was too long. */
function runRipgrep(
  rgPath: string,
  args: string[],
  { cwd, separator }: { cwd: string; separator: string },
  onRecord: (record: string) => 'more' | 'enough',
  signal: AbortSignal,
): Promise<{ dropped: boolean }> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(rgPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, signal });
    const records = new RecordReader(separator);
    let enough = false;
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      if (stderr.length < 4000) stderr += chunk;
    });
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      try {
        for (const record of enough ? [] : records.read(chunk)) enough ||= onRecord(record) === 'enough';
      } catch (error) {
        enough = true;
        reject(error);
      }
      if (enough) child.kill();
    });
    child.on('error', (error) => {
      reject(
        signal.aborted ? signal.reason : new Error(`ripgrep could not be run: ${error.message}`, { cause: error }),
      );
    });
    child.on('close', (code) => {
      // 1: nothing found. 2 without a word: some files could not be read, which is no reason to fail.
      if (!enough && code !== 0 && code !== 1 && stderr.trim() !== '') reject(new Error(stderr.trim()));
      else resolve({ dropped: records.dropped });
    });
  });
}

class RecordReader {
  readonly #separator: string;
  #pieces: string[] = [];
  #length = 0;
  dropped = false;

  constructor(separator: string) {
    this.#separator = separator;
  }

  /** The records that end in this chunk. */
  read(chunk: string): string[] {
    const [first = '', ...others] = chunk.split(this.#separator);
    this.#append(first);
    return others.flatMap((piece) => {
      const record = this.#take();
      this.#append(piece);
      return record === undefined ? [] : [record];
    });
  }

  #append(piece: string): void {
    this.#length += piece.length;
    // What is too long to be given is not kept either.
    if (this.#length > MAX_RECORD_LENGTH) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  #take(): string | undefined {
    const tooLong = this.#length > MAX_RECORD_LENGTH;
    const record = this.#pieces.join('');
    this.dropped ||= tooLong;
    this.#pieces = [];
    this.#length = 0;
    return tooLong ? undefined : record;
  }
}
