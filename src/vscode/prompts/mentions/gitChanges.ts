import { isSecret } from '../../../gate/sensitivePaths.ts';
import { type Git, type Repository, records } from '../../../util/system/git.ts';
import { truncate } from '../../../util/text/truncate.ts';

/** Characters of what is told of changes. */
const MAX_CHARACTERS = 60_000;
const MAX_COMMITS = 300;
/** Paths that a command line holds with certainty. */
const MAX_PATHS = 400;
const MAX_BYTES = 4 * 1024 * 1024;

const PLAIN = ['--no-color', '--relative'];

export interface Commit {
  hash: string;
  /** As git abbreviates it. */
  short: string;
  subject: string;
  /** When it was committed, in seconds since the epoch. */
  at: number;
}

/** What is changed in a folder and not committed, as a patch. Undefined where git does not say. */
export async function readChanges(git: Git, folder: string, of: 'unstaged' | 'staged'): Promise<string | undefined> {
  const repository = await git.open(folder);
  if (!repository) return undefined;
  const range = of === 'staged' ? ['--cached'] : [];
  const patch = await readPatch(repository, ['diff', ...range], ['diff', ...range]);
  if (patch === undefined || of === 'staged') return patch;
  const others = await repository.ask(['ls-files', '--others', '--exclude-standard', '-z']);
  const untracked = others ? records(others) : [];
  if (untracked.length === 0) return patch;
  const named = untracked.slice(0, MAX_PATHS).join('\n');
  return [patch, truncate(`Files that git does not track yet:\n${named}`, MAX_CHARACTERS)].filter(Boolean).join('\n\n');
}

/** A commit's message and its patch. Undefined where git does not know it. */
export async function readCommit(git: Git, folder: string, hash: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{7,64}$/.test(hash)) return undefined;
  const repository = await git.open(folder);
  if (!repository) return undefined;
  const show = ['show', '--no-show-signature', '--first-parent'];
  return await readPatch(repository, [...show, '--format=', hash], [...show, '--format=fuller', hash]);
}

/** The newest commits of a folder, the newest first. */
export async function listCommits(git: Git, folder: string): Promise<Commit[]> {
  const repository = await git.open(folder);
  const args = ['log', '-z', '-n', String(MAX_COMMITS), '--no-show-signature', '--format=%H%x1f%h%x1f%ct%x1f%s'];
  const answer = await repository?.ask(args);
  return (answer?.bytes.toString('utf8').split('\0') ?? []).flatMap((record) => {
    const [hash = '', short = '', at = '', subject = ''] = record.split('\x1f');
    return short === '' ? [] : [{ hash, short, at: Number(at), subject }];
  });
}

/** Files that hold keys are named, and not shown. */
async function readPatch(repository: Repository, names: string[], patch: string[]): Promise<string | undefined> {
  const listed = await repository.ask([...names, ...PLAIN, '--name-only', '--no-renames', '-z']);
  if (!listed) return undefined;
  const paths = records(listed).map((path) => path.trimStart());
  const shown = paths.filter((path) => !isSecret(path));
  const secret = paths.filter((path) => isSecret(path));
  const some = shown.slice(0, MAX_PATHS);
  const wanted =
    secret.length === 0 && some.length === paths.length ? [] : ['--', ...some.map((path) => `:(literal)${path}`)];
  const answer =
    some.length === 0 && paths.length > 0
      ? undefined
      : await repository.ask([...patch, ...PLAIN, '--patch', ...wanted], { limit: MAX_BYTES });
  const text = answer?.bytes.toString('utf8').trimEnd() ?? '';
  const notes = [
    text.length > MAX_CHARACTERS || answer?.cut ? '[The patch is longer: this is its beginning.]' : '',
    shown.length > some.length ? `[${shown.length - some.length} more files changed.]` : '',
    secret.length > 0 ? `[Left out, since they may hold keys: ${secret.join(', ')}]` : '',
  ];
  return [truncate(text, MAX_CHARACTERS), ...notes].filter(Boolean).join('\n');
}
