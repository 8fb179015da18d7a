import path from 'node:path';
import { type Git, records } from './git.ts';
import type { GitFile } from './gitObjects.ts';

/** Bytes of the paths of untracked files that are read, and how many of these are watched. */
const UNTRACKED_LIMIT_BYTES = 4 * 1024 * 1024;
const UNTRACKED_LIMIT = 20_000;

/** Of an index entry: its mode, and a flag of its own. */
const EXECUTABLE = '100755';
const LINK = '120000';
const SUBMODULE = '160000';
const SKIP_WORKTREE = 0x4000_0000;

export interface IndexedFile extends GitFile {
  /** The last 32 bits of it. */
  inode: number;
  link: boolean;
  executable: boolean;
}

/** What git knows of a folder's files. Paths are absolute. */
export interface GitListing {
  top: string;
  /** Those that hold what the index says, as far as their times and sizes tell. */
  clean: Map<string, IndexedFile>;
  /** Changed tracked files, also those that are gone. */
  dirty: string[];
  /** Not ignored ones. */
  untracked: string[];
  /** Folders with a repository of their own: submodules and others. */
  nested: string[];
}

/** Undefined where git may not be asked, the folder is in no repository, or ignored by the one that it is in. Writes nothing. */
export async function listGitFolder(git: Git, folder: string): Promise<GitListing | undefined> {
  const repository = await git.open(folder);
  const place = await repository?.ask(['rev-parse', '--show-prefix']);
  const prefix = place?.bytes.toString('utf8').split('\n')[0];
  if (!repository || prefix === undefined) return undefined;
  if (prefix !== '' && (await repository.ask(['check-ignore', '-q', '--', `:(top)${prefix}`]))) return undefined;
  const [index, changed, others] = await Promise.all([
    repository.ask(['ls-files', '--stage', '--debug', '-z']),
    repository.ask(['diff-files', '--raw', '-z', '--relative', '--ignore-submodules=all', '--no-renames']),
    repository.ask(['ls-files', '--others', '--exclude-standard', '-z'], { limit: UNTRACKED_LIMIT_BYTES }),
  ]);
  if (!index || !changed || !others) return undefined;
  const { files, submodules } = parseIndex(index.bytes.toString('utf8'), prefix, folder);
  const dirty = new Set(parseChanged(records(changed)).map((name) => inFolder(folder, name)));
  for (const file of dirty) files.delete(file);
  const found = records(others).slice(0, UNTRACKED_LIMIT);
  const absolute = (names: string[]) => names.map((name) => inFolder(folder, name));
  return {
    top: repository.top,
    clean: files,
    dirty: [...dirty],
    untracked: absolute(found.filter((name) => !name.endsWith('/'))),
    nested: [...submodules, ...absolute(found.filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1)))],
  };
}

/**
 * `ls-files --stage --debug -z`: each `<mode> <object> <stage>\t<path>` and a NUL, then lines with what the index noted of the
 * file when it last looked at it. Files that are not checked out are left out.
 */
function parseIndex(text: string, prefix: string, folder: string) {
  const files: GitListing['clean'] = new Map();
  const submodules: string[] = [];
  const parts = text.split('\0');
  for (const [index, part] of parts.slice(0, -1).entries()) {
    const [, mode, object, name] = /^(?: {2}[^\n]*\n)*(\d{6}) ([0-9a-f]+) \d\t(.*)$/s.exec(part) ?? [];
    if (!mode || !object || !name) continue;
    const [, inode, size, flags] =
      /\tino: (\d+)\n.*?size: (\d+)\tflags: ([0-9a-f]+)/s.exec(parts[index + 1] ?? '') ?? [];
    const file = inFolder(folder, name);
    if (mode === SUBMODULE) submodules.push(file);
    else if ((Number.parseInt(flags ?? '0', 16) & SKIP_WORKTREE) === 0) {
      const link = mode === LINK;
      const executable = mode === EXECUTABLE;
      const noted = { size: Number(size ?? -1), inode: Number(inode ?? 0) };
      files.set(file, { path: prefix + name, object, ...noted, link, executable });
    }
  }
  return { files, submodules };
}

/** `diff-files --raw -z`: `:<modes, objects and status>`, a NUL, the path, a NUL. */
function parseChanged(parts: string[]): string[] {
  return parts.filter((_, index) => index % 2 === 1);
}

/** As path.join, in less time, for the clean paths that git gives. */
function inFolder(folder: string, name: string): string {
  return folder + path.sep + (path.sep === '/' ? name : name.replaceAll('/', path.sep));
}
