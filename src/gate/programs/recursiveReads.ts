import type { Sweep } from '../commandFindings.ts';
import { hasOption } from '../shell/options.ts';
import type { Shell, Word } from '../shell/syntax.ts';
import { patchedNames } from './gitPatches.ts';
import type { ProgramReader } from './programReader.ts';

/** They tell of files no more than that they are there, how large they are, and a sum of what is in them. */
const TELLS_NAMES = new Set(
  `ls dir stat du df wc tree file basename dirname realpath readlink echo printf test [ touch mkdir rm mv cp ln chmod chown
  md5sum sha1sum sha256sum sha512sum shasum b2sum cksum sum cloc scc tokei get-filehash test-path`.split(/\s+/),
);

/** Whether what a program reads can come out of it. */
export function showsContents(program: string): boolean {
  return !TELLS_NAMES.has(program.split('/').at(-1)?.toLowerCase() ?? '');
}

const EVERYTHING: Sweep = { hidden: true, ignored: true, links: false, globs: [] };

/** The options of grep and its like; undefined where it reads only the files that it is given. */
export function sweepOfGrep(args: readonly Word[]): Sweep | undefined {
  const links = hasOption(args, '-R', '--dereference-recursive');
  const deep = hasOption(args, '-r', '--recursive') || valuesOf(args, '-d', '--directories').includes('recurse');
  if (!links && !deep) return undefined;
  const skipped = [...valuesOf(args, '--exclude'), ...valuesOf(args, '--exclude-dir')].map((glob) => `!${glob}`);
  return { ...EVERYTHING, links, globs: comparable([...valuesOf(args, '--include'), ...skipped]) };
}

/** The options of ripgrep, ag and ack, which read the whole folder of themselves. */
export function sweepOfRipgrep(args: readonly Word[]): Sweep | undefined {
  if (hasOption(args, '--files', '--type-list')) return undefined;
  const unrestricted = args.reduce((count, { text }) => {
    if (text === '--unrestricted') return count + 1;
    return count + (/^-[a-zA-Z.]+$/.test(text) ? (text.match(/u/g) ?? []).length : 0);
  }, 0);
  return {
    hidden: unrestricted >= 2 || hasOption(args, '-.', '--hidden'),
    ignored: unrestricted >= 1 || args.some(({ text }) => text.startsWith('--no-ignore')),
    links: hasOption(args, '-L', '--follow'),
    globs: comparable([...valuesOf(args, '-g', '--glob'), ...valuesOf(args, '--iglob')]),
  };
}

/** What git knows, or at least does not ignore. */
export const SWEEP_OF_GIT: Sweep = { ...EVERYTHING, ignored: false };

/** What is in a patch that git shows; undefined where it shows none. `args` are those of its subcommand. */
export function sweepOfPatch(subcommand: string, args: readonly Word[]): Sweep | undefined {
  const names = patchedNames(subcommand, args);
  return names && { ...SWEEP_OF_GIT, git: names };
}

export const SWEEP_OF_DIFF: Sweep = { ...EVERYTHING, links: true };

/** What goes into an archive, out of which it can be read like any file. */
export function sweepOfArchive(args: readonly Word[]): Sweep {
  const skipped = valuesOf(args, '--exclude').map((glob) => `!${glob}`);
  return { ...EVERYTHING, links: hasOption(args, '-h', '--dereference'), globs: comparable(skipped) };
}

/** The places that an archiver is given: what stands behind a `-C` is in that folder. */
export function archivedPlaces(args: readonly Word[], valued: readonly string[]): Word[] {
  const found: Word[] = [];
  let folder: Word | undefined;
  for (let index = 0; index < args.length; index++) {
    const word = args[index];
    if (!word) break;
    const attached = /^(?:-C|--directory=)(.+)$/s.exec(word.text)?.[1];
    const next = args[index + 1];
    if (attached !== undefined) folder = within(folder, { ...word, text: attached });
    else if (/^(?:-C|--directory)$/.test(word.text) && next) {
      folder = within(folder, next);
      index += 1;
    } else if (valued.includes(word.text)) index += 1;
    else if (!word.text.startsWith('-') || word.text === '-') found.push(within(folder, word));
  }
  return found;
}

function within(folder: Word | undefined, word: Word): Word {
  if (!folder || /^[/~]/.test(word.text)) return word;
  return {
    text: `${folder.text}/${word.text}`,
    dynamic: folder.dynamic || word.dynamic,
    glob: folder.glob || word.glob,
  };
}

/** What `find` comes upon that has these words behind its folders. */
export function sweepOfFind(words: readonly string[]): Sweep {
  const either = words.some((word) => /^(?:-o|-or|!|-not|,)$/.test(word));
  const name = either ? undefined : words[words.findIndex((word) => /^-i?name$/.test(word)) + 1];
  const named = words.some((word) => /^-i?name$/.test(word)) && name !== undefined;
  return {
    ...EVERYTHING,
    links: words.includes('-L') || words.includes('-follow'),
    globs: named ? comparable([name]) : [],
  };
}

/** A program that reads the files whose names the command before it in the pipe prints. */
export function sweepListed({ look, fedBy = '', shell }: ProgramReader): void {
  const [program = '', ...words] = fedBy.split(' ');
  switch (lister(program, shell)) {
    case 'find': {
      const end = words.findIndex((word) => /^[-(!]/.test(word));
      const roots = words.slice(0, end < 0 ? undefined : end);
      return look.sweeps(roots.map(plainWord), sweepOfFind(end < 0 ? [] : words.slice(end)));
    }
    case 'git':
      return look.sweeps([], SWEEP_OF_GIT);
    case 'fd':
    case 'rg':
      return look.sweeps([], sweepOfRipgrep(words.filter((word) => word !== '--files').map(plainWord)) ?? EVERYTHING);
    case 'ls':
      return look.sweeps([], { ...EVERYTHING, hidden: words.some((word) => /^-[a-zA-Z]*[aA]/.test(word)) });
    case 'get-childitem':
      return look.sweeps([], EVERYTHING);
  }
}

function lister(program: string, shell: Shell): string {
  const name = program.split('/').at(-1)?.toLowerCase() ?? '';
  if (name === 'fdfind') return 'fd';
  return shell === 'powershell' && /^(?:gci|ls|dir)$/.test(name) ? 'get-childitem' : name;
}

function plainWord(text: string): Word {
  return { text, dynamic: false, glob: /[*?[]/.test(text) };
}

/** Those that mean the same wherever they are looked at from: names. Where one that counts is none, all files do. */
function comparable(globs: readonly string[]): string[] {
  const names = globs.filter((glob) => !glob.slice(0, -1).includes('/') && glob !== '');
  return names.length === globs.length ? names : names.filter((glob) => glob.startsWith('!'));
}

/** The values of an option, apart from it or attached. */
function valuesOf(args: readonly Word[], ...names: string[]): string[] {
  return args.flatMap(({ text }, index) => {
    if (names.includes(text)) return [args[index + 1]?.text ?? ''];
    const name = names.find((one) => text.startsWith(one.startsWith('--') ? `${one}=` : one));
    if (name === undefined) return [];
    return [text.slice(name.length).replace(/^=/, '')];
  });
}
