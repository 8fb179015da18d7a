import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Repository } from '../../util/system/git.ts';
import { type FileStamp, isSame, stampFile } from './fileStamp.ts';
import type { GitFile } from './gitObjects.ts';

/** Of an index entry: its mode, and a flag of its own. */
const EXECUTABLE = '100755';
const LINK = '120000';
const SUBMODULE = '160000';
const SKIP_WORKTREE = 0x4000_0000;
/** In the file itself: the mode of a submodule, and the name of an extension that has entries in another file. */
const SUBMODULE_BYTES = Buffer.from([0, 0, 0xe0, 0]);
const SPLIT_BYTES = Buffer.from('\0link');
/** Paths that a command line holds with certainty. */
const MAX_PATHS = 200;

export interface IndexedFile extends GitFile {
  /** The last 32 bits of it. */
  inode: number;
  link: boolean;
  executable: boolean;
}

/** Where a folder of a repository is. */
export interface GitPlace {
  folder: string;
  /** Of the folder in the repository: empty, or with `/` at its end. */
  prefix: string;
  /** The file of its index. */
  indexFile: string;
}

/** The index of a repository as it was once. There may be very many entries: they are read when they are needed. */
export class GitIndex {
  private readonly repository: Repository;
  private readonly place: GitPlace;
  private readonly stamp: FileStamp | undefined;
  private readonly bytes: Buffer;

  private constructor(repository: Repository, place: GitPlace, stamp: FileStamp | undefined, bytes: Buffer) {
    this.repository = repository;
    this.place = place;
    this.stamp = stamp;
    this.bytes = bytes;
  }

  /** One that is not there yet has no entries. */
  static async read(repository: Repository, place: GitPlace): Promise<GitIndex> {
    const stamp = await stampFile(place.indexFile);
    const bytes = stamp ? await readFile(place.indexFile) : Buffer.alloc(0);
    return new GitIndex(repository, place, stamp, bytes);
  }

  /** The index as it is now: this one where it is the same. */
  async now(): Promise<GitIndex> {
    const stamp = await stampFile(this.place.indexFile);
    if (isSame(stamp, this.stamp)) return this;
    const now = await GitIndex.read(this.repository, this.place);
    return now.bytes.equals(this.bytes) ? this : now;
  }

  get top(): string {
    return this.repository.top;
  }

  get folder(): string {
    return this.place.folder;
  }

  has(file: string): boolean {
    return file.startsWith(this.place.folder + path.sep);
  }

  /** Those of the folder that are checked out, by their absolute paths: all of them, or those that are wanted. */
  async files(wanted?: readonly string[]): Promise<Map<string, IndexedFile>> {
    const names = wanted?.map((file) => path.relative(this.place.folder, file).split(path.sep).join('/'));
    const few = names && names.length <= MAX_PATHS ? ['--', ...names.map((name) => `:(literal)${name}`)] : [];
    return (await this.entries(few, names && new Set(names))).files;
  }

  /** Absolute paths. */
  async submodules(): Promise<string[]> {
    if (!this.bytes.includes(SUBMODULE_BYTES) && !this.bytes.includes(SPLIT_BYTES)) return [];
    return (await this.entries([], new Set())).submodules;
  }

  private async entries(paths: string[], wanted: ReadonlySet<string> | undefined): Promise<Entries> {
    if (this.bytes.length === 0) return { files: new Map(), submodules: [] };
    const own = await mkdtemp(path.join(tmpdir(), 'ask-kimi-index-'));
    try {
      const index = path.join(own, 'index');
      await writeFile(index, this.bytes);
      const answer = await this.repository.ask(['ls-files', '--stage', '--debug', '-z', ...paths], { index });
      if (!answer) throw new Error(`git does not read the index of ${this.place.folder}.`);
      return parseEntries(answer.bytes, this.place, wanted);
    } finally {
      await rm(own, { recursive: true, force: true });
    }
  }
}

interface Entries {
  files: Map<string, IndexedFile>;
  submodules: string[];
}

/**
 * `ls-files --stage --debug -z`: each `<mode> <object> <stage>\t<path>` and a NUL, then lines with what the index noted of the
 * file when it last looked at it.
 */
function parseEntries(answer: Buffer, { folder, prefix }: GitPlace, wanted?: ReadonlySet<string>): Entries {
  const files: Entries['files'] = new Map();
  const submodules: string[] = [];
  for (let at = 0, end = answer.indexOf(0); end !== -1; end = answer.indexOf(0, at)) {
    const tab = answer.indexOf(0x09, at);
    const [mode, object = ''] = answer.toString('latin1', at, tab).split(' ');
    const name = answer.toString('utf8', tab + 1, end);
    const flags = answer.indexOf('\tflags: ', end + 1, 'latin1');
    const next = answer.indexOf(0x0a, flags) + 1;
    if (mode === SUBMODULE) submodules.push(inFolder(folder, name));
    else if (wanted?.has(name) ?? true) {
      const noted = parseNotes(answer.toString('latin1', end + 1, next));
      const { size, inode } = noted;
      const kind = { link: mode === LINK, executable: mode === EXECUTABLE };
      if (noted.checkedOut) files.set(inFolder(folder, name), { path: prefix + name, object, size, inode, ...kind });
    }
    at = next;
  }
  return { files, submodules };
}

function parseNotes(text: string): { size: number; inode: number; checkedOut: boolean } {
  const [, inode, size, flags] = /\tino: (\d+)\n.*?size: (\d+)\tflags: ([0-9a-f]+)/s.exec(text) ?? [];
  return {
    size: Number(size ?? -1),
    inode: Number(inode ?? 0),
    checkedOut: (Number.parseInt(flags ?? '0', 16) & SKIP_WORKTREE) === 0,
  };
}

/** As path.join, in less time, for the clean paths that git gives. */
export function inFolder(folder: string, name: string): string {
  return folder + path.sep + (path.sep === '/' ? name : name.replaceAll('/', path.sep));
}
