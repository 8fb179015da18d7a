import { beforeEnd, hasOption, operands } from '../shell/options.ts';
import type { Word } from '../shell/syntax.ts';

/** Commits that are gone through for the names of what changed in them. */
const MAX_COMMITS = 5000;

/** The name that each changed file has, before and after, and nothing that a repository could have run to show it. */
const NAMES = ['--name-only', '-z', '--no-renames', '--no-ext-diff', '--no-textconv'];

const VALUED =
  `-n --max-count --skip -S -G -O -U -l --grep --author --committer --since --until --after --before --date --format
  --pretty --diff-filter --inter-hunk-context --output`.split(/\s+/);

const PATCH =
  /^(?:-p|-u|-U\d*|-c|--patch|--patch-with-\w+|--unified(?:=.*)?|--cc|--combined-all-paths|--remerge-diff|--word-diff.*|--color-words.*|--binary)$/;
const NO_PATCH =
  /^(?:-s|--no-patch|--(?:short|num|compact-)?(?:stat|summary)(?:=.*)?|--dirstat.*|--name-\w+|--raw|--quiet)$/;

/** They say which differences are shown. */
const CHOOSES =
  /^(?:-g|-m|-c|--(?:cached|staged|merge-base|all|branches|tags|remotes|reflog|follow|cc|first-parent|include-untracked|only-untracked))$/;

/** They change how a log looks, or say how long it is. */
const LOOKS =
  /^(?:-\d+|-n\d*|--max-count(?:=.*)?|-p|-u|-U\d*|--patch|--oneline|--graph|--stat|--(?:no-)?(?:color|decorate).*)$/;

/**
 * What to ask git for the names of the files whose changes a command of it shows, where it shows any: for `stash`, the first word
 * of `args` is its subcommand.
 */
export function patchedNames(subcommand: string, args: readonly Word[]): string[] | undefined {
  const inner = subcommand === 'stash' ? args[0]?.text : undefined;
  const rest = inner === undefined ? args : args.slice(1);
  if (rest.some(({ dynamic }) => dynamic) || !showsPatch(inner ?? subcommand, rest, inner !== undefined))
    return undefined;
  const words = shown(rest);
  const log = ['--format=', '--no-show-signature'];
  switch (inner === undefined ? subcommand : `stash ${inner}`) {
    case 'diff':
      // Two places are compared that need not be git's own: they are read as files.
      return hasOption(rest, '--no-index') ? undefined : ['diff', ...NAMES, ...words];
    case 'show':
      // Files of commits are named by themselves.
      return isOfFiles(rest) ? undefined : ['show', ...NAMES, ...log, ...words];
    case 'log':
    case 'whatchanged':
      return ['log', ...NAMES, ...log, `--max-count=${countOf(rest)}`, ...words];
    case 'stash show':
      return ['stash', 'show', ...NAMES, ...words];
    case 'stash list':
      return ['stash', 'list', ...NAMES, ...log];
    default:
      return undefined;
  }
}

function showsPatch(subcommand: string, args: readonly Word[], stash: boolean): boolean {
  const options = beforeEnd(args);
  if (options.some(({ text }) => PATCH.test(text))) return true;
  return !stash && /^(?:diff|show)$/.test(subcommand) && !options.some(({ text }) => NO_PATCH.test(text));
}

/** The commits and paths, and what says which of their differences count. */
function shown(args: readonly Word[]): string[] {
  const own = beforeEnd(args);
  const chosen = own.filter(({ text }) => CHOOSES.test(text));
  const paths = own.length < args.length ? ['--', ...args.slice(own.length + 1).map(({ text }) => text)] : [];
  return [...chosen.map(({ text }) => text), ...operands(own, VALUED).map(({ text }) => text), ...paths];
}

function isOfFiles(args: readonly Word[]): boolean {
  const commits = operands(beforeEnd(args), VALUED);
  return commits.length > 0 && commits.every(({ text }) => text.includes(':'));
}

/** Where something else chooses among commits too, those that are shown could be any. */
function countOf(args: readonly Word[]): number {
  const options = beforeEnd(args).filter(({ text }) => text.startsWith('-'));
  if (options.some(({ text }) => !LOOKS.test(text) && !CHOOSES.test(text))) return MAX_COMMITS;
  const counts = args.flatMap(({ text }, index) => {
    const written = /^(?:-|-n|--max-count=)(\d+)$/.exec(text)?.[1];
    const apart = /^(?:-n|--max-count)$/.test(text) ? args[index + 1]?.text : undefined;
    const count = Number(written ?? apart);
    return Number.isInteger(count) ? [count] : [];
  });
  return Math.min(MAX_COMMITS, ...counts.slice(-1));
}
