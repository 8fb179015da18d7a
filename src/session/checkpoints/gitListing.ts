import path from 'node:path';
import { type Git, records } from '../../util/system/git.ts';
import { GitIndex, inFolder } from './gitIndex.ts';

/** Bytes of the paths of untracked files that are read, and how many of these are watched. */
const UNTRACKED_LIMIT_BYTES = 32 * 1024 * 1024;
const UNTRACKED_LIMIT = 200_000;

/** What git knows of a folder's files. Paths are absolute. Tracked files that are not dirty hold what the index says. */
export interface GitListing {
  index: GitIndex;
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
  if (!repository) return undefined;
  const [place, changed, others] = await Promise.all([
    repository.ask(['rev-parse', '--show-prefix', '--git-path', 'index']),
    repository.ask(['diff-files', '--raw', '-z', '--relative', '--ignore-submodules=all', '--no-renames']),
    repository.ask(['ls-files', '--others', '--exclude-standard', '-z'], { limit: UNTRACKED_LIMIT_BYTES }),
  ]);
  const [prefix, indexFile] = place?.bytes.toString('utf8').split('\n') ?? [];
  if (prefix === undefined || !indexFile || !changed || !others) return undefined;
  if (prefix !== '' && (await repository.ask(['check-ignore', '-q', '--', `:(top)${prefix}`]))) return undefined;
  const index = await GitIndex.read(repository, { folder, prefix, indexFile: path.resolve(folder, indexFile) });
  const absolute = (names: string[]) => names.map((name) => inFolder(folder, name));
  const found = records(others).slice(0, UNTRACKED_LIMIT);
  const repositories = found.filter((name) => name.endsWith('/')).map((name) => name.slice(0, -1));
  return {
    index,
    dirty: absolute(parseChanged(records(changed))),
    untracked: absolute(found.filter((name) => !name.endsWith('/'))),
    nested: [...(await index.submodules()), ...absolute(repositories)],
  };
}

/** `diff-files --raw -z`: `:<modes, objects and status>`, a NUL, the path, a NUL. */
function parseChanged(parts: string[]): string[] {
  return parts.filter((_, index) => index % 2 === 1);
}
