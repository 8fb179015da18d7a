import { beforeEnd, hasOption, operands } from '../shell/options.ts';
import type { Word } from '../shell/syntax.ts';
import type { Program, ProgramReader } from './programReader.ts';
import {
  archivedPlaces,
  SWEEP_OF_DIFF,
  showsContents,
  sweepListed,
  sweepOfArchive,
  sweepOfFind,
  sweepOfGrep,
  sweepOfRipgrep,
} from './recursiveReads.ts';
import { isPlainSedScript } from './sedScript.ts';

const remove: Program = ({ look }, args) => {
  look.touch(args, 'write');
  const files = operands(args);
  if (hasOption(args, '-r', '-R', '--recursive') || files.some(({ glob, text }) => glob || /^(?:\.|\.\/)$/.test(text)))
    look.hazard('deletion');
  if (hasOption(args, '--no-preserve-root')) look.hazard('deletion');
};

/** cmd's `del` and `rd`, and PowerShell's Remove-Item with its parameters cut short. */
const removeOnWindows: Program = ({ look, shell, input }, args) => {
  look.touch(args, 'write');
  const deep = args.some(({ text }) => (shell === 'powershell' ? /^-[a-z]*r/i.test(text) : /\/[a-z]*s/i.test(text)));
  const many = args.some(({ glob, text }) => glob || /[*?]/.test(text) || /^[.\\/]+$/.test(text));
  if (deep || many || input === 'pipe') look.hazard('deletion');
};

const moveOrCopy =
  (from: 'read' | 'write'): Program =>
  ({ look }, args) => {
    const target = args.find(({ text }) => /^(?:-t|--target-directory)/.test(text));
    const files = operands(args, ['-t', '--target-directory', '-S', '--suffix']);
    const last = files.at(-1);
    look.touch(args, target ? 'write' : from);
    if (files.some(({ text }) => text === '/dev/null') && from === 'write') look.hazard('deletion');
    if (last) look.writes(last);
  };

const tee: Program = ({ look }, args) => {
  for (const file of operands(args)) look.writes(file);
};

const enter: Program = ({ look }, args) => {
  const folder = operands(args).filter(({ text }) => !/^\/d$/i.test(text));
  const [to, ...more] = folder;
  if (!to || more.length > 0 || to.text === '-') return look.unclear();
  look.enter(to);
};

/** What is compared is text as often as it is a file. */
const condition: Program = ({ look }, args) =>
  look.touch(
    args.filter(({ dynamic, text }) => !dynamic && text !== '=~'),
    'read',
  );

const leave: Program = ({ look }) => look.unclear();

/** A search: the pattern is no path. */
const search =
  (sweepOf: typeof sweepOfGrep): Program =>
  ({ look, input }, args) => {
    if (hasOption(args, '--pre', '--hostname-bin') || hasOption(args, '--open-files-in-pager'))
      look.hazard('inlineCode');
    const given =
      hasOption(args, '--regexp', '--file', '--files', '--type-list') ||
      beforeEnd(args).some(({ text }) => /^-[a-zA-Z]*[ef]/.test(text));
    const valued = [
      '-e',
      '-A',
      '-B',
      '-C',
      '-m',
      '-g',
      '-t',
      '-T',
      '-d',
      '--include',
      '--exclude',
      '--glob',
      '--type',
      '-j',
      '-M',
    ];
    const [first, ...rest] = operands(args, valued);
    const files = given && first ? [first, ...rest] : rest;
    look.touch(files, 'read');
    const sweep = sweepOf(args);
    // ripgrep reads what comes through a pipe, and grep the folder all the same.
    if (sweep && (files.length > 0 || input === 'none' || sweepOf === sweepOfGrep)) look.sweeps(files, sweep);
    const fromFile = args.findIndex(({ text }) => /^-[a-zA-Z]*f$/.test(text));
    const patterns = fromFile < 0 ? undefined : args[fromFile + 1];
    if (patterns) look.file(patterns, 'read');
    const named = args.filter(({ text }) => /^--(?:file|ignore-file|exclude-from)=/.test(text));
    look.touch(named, 'read');
  };

/** Any of its words can be the file, as the parameters have it. */
const selectString: Program = (runner, args) => {
  const { look, input } = runner;
  look.touch(
    args.filter((_, index) => !/^-patt/i.test(args[index - 1]?.text ?? '')),
    'read',
  );
  if (input === 'pipe') sweepListed(runner);
  if (args.some(({ text }) => /^\/s$/i.test(text))) look.sweeps([], SWEEP_OF_DIFF);
};

const getContent: Program = (runner, args) => {
  runner.look.touch(args, 'read');
  if (runner.input === 'pipe') sweepListed(runner);
};

const compare: Program = ({ look }, args) => {
  look.touch(args, 'read');
  if (hasOption(args, '-r', '--recursive')) look.sweeps(operands(args, DIFF_VALUED), SWEEP_OF_DIFF);
};
const DIFF_VALUED = ['-x', '-X', '-I', '-U', '-C', '-W', '-F', '-S', '--exclude', '--label'];

const sed: Program = ({ look }, args) => {
  if (hasOption(args, '-f', '--file') || !look.fixed(args)) return look.unclear();
  const scripts = args.flatMap(({ text }, index) =>
    /^(?:-[nErsz]*e|--expression)$/.test(text) ? [args[index + 1]?.text ?? ''] : [],
  );
  for (const { text } of args) if (text.startsWith('--expression=')) scripts.push(text.slice('--expression='.length));
  const [first, ...rest] = operands(args, ['-e', '-ne', '-ie', '-Ee', '-re', '--expression', '-l']);
  if (scripts.length === 0 && first) scripts.push(first.text);
  const files =
    scripts.length > 0 && !args.some(({ text }) => /^(?:-[nErsz]*e|--expression)/.test(text))
      ? rest
      : first
        ? [first, ...rest]
        : [];
  if (scripts.length === 0 || !scripts.every(isPlainSedScript)) look.unclear();
  const inPlace = args.some(({ text }) => /^-[nErsz]*i|^--in-place/.test(text));
  look.touch(
    files.filter(({ text }) => text !== ''),
    inPlace ? 'write' : 'read',
  );
};

const awk: Program = ({ look }, args) => {
  if (
    hasOption(args, '-f', '--file', '--load', '--include', '--source', '--exec') ||
    args.some(({ text }) => /^-[ilEe]/.test(text))
  )
    return look.unclear();
  const [program, ...files] = operands(args, ['-F', '-v']);
  if (!program || !look.fixed([program])) return look.unclear();
  if (/system|getline|@|\|&|print[^;}]*[|>]|close\s*\(/.test(program.text)) look.unclear();
  if (/ENVIRON/.test(program.text)) look.hazard('credentials');
  look.touch(files, 'read');
};

const jq: Program = ({ look }, args) => {
  const [filter, ...files] = operands(args, ['--arg', '--argjson', '--indent']);
  if (filter && /(?<![.\w"])env\b|\$ENV|\bload|strload|eval|system/.test(filter.text)) look.hazard('credentials');
  if (hasOption(args, '-f', '--from-file') && filter) look.file(filter, 'read');
  look.touch(
    [...files, ...args.filter(({ text }) => text.startsWith('-'))],
    hasOption(args, '-i', '--inplace') ? 'write' : 'read',
  );
};

const FIND_WRITES = new Set(['-fprint', '-fprint0', '-fls', '-fprintf']);

const find: Program = (runner, args) => {
  const { look } = runner;
  const split = args.findIndex(({ text }) => /^[-(!]/.test(text) && !/^-(?:[HLP]|O\d|D)$/.test(text));
  const roots = (split < 0 ? args : args.slice(0, split)).filter(({ text }) => !text.startsWith('-'));
  look.touch(roots, 'read');
  const rest = split < 0 ? [] : args.slice(split);
  const chosen = rest.some(({ text }) => /^-(?:i?name|i?path|i?wholename|i?regex)$/.test(text));
  for (let index = 0; index < rest.length; index++) {
    const text = rest[index]?.text ?? '';
    const next = rest[index + 1];
    if (rest[index]?.dynamic) look.unclear();
    if (text === '-delete') look.hazard('deletion');
    else if (FIND_WRITES.has(text)) next ? look.writes(next) : look.unclear();
    else if (/^-(?:newer\w*|anewer|cnewer|samefile|files0-from)$/.test(text) && next) look.file(next, 'read');
    else if (/^-(?:exec|execdir|ok|okdir)$/.test(text)) {
      const end = rest.findIndex(
        (word, at) => at > index && (word.text === ';' || (word.text === '+' && rest[at - 1]?.text === '{}')),
      );
      if (end < 0) return look.unclear();
      const inner = rest.slice(index + 1, end);
      if (showsContents(inner[0]?.text ?? '')) look.sweeps(roots, sweepOfFind(args.map((word) => word.text)));
      runForEach(runner, inner, roots[0]?.text ?? '.', chosen);
      index = end;
    }
  }
};

/** A command for every file found: what stands for the file is any name under the folder, also in git's own unless names are chosen. */
function runForEach({ look, run }: ProgramReader, inner: readonly Word[], root: string, chosen: boolean): void {
  if (inner.some(({ text }) => text.includes('{}') && text !== '{}')) look.unclear();
  run(
    inner.map((word) =>
      word.text === '{}' ? { text: chosen ? `${root}/*` : `${root}/.git/*`, dynamic: false, glob: true } : word,
    ),
  );
}

const fd: Program = (runner, args) => {
  const at = args.findIndex(({ text }) => /^(?:-[xX]|--exec|--exec-batch)$/.test(text));
  const own = at < 0 ? args : args.slice(0, at);
  if (own.some(({ text }) => /^--exec/.test(text))) return runner.look.unclear();
  runner.look.touch(operands(own, ['-e', '-t', '-d', '-E', '--extension', '--type']).slice(1), 'read');
  if (at < 0) return;
  if (showsContents(args[at + 1]?.text ?? '')) {
    const sweep = sweepOfRipgrep(own);
    if (sweep) runner.look.sweeps([], sweep);
  }
  runForEach(runner, [...args.slice(at + 1), { text: '{}', dynamic: false, glob: false }], '.', true);
};

const tar: Program = ({ look }, args) => {
  const letters = args[0] && !args[0].text.startsWith('-') ? args[0].text : '';
  if (
    hasOption(
      args,
      '--to-command',
      '--checkpoint-action',
      '--use-compress-program',
      '--rsh-command',
      '--info-script',
      '--new-volume-script',
      '--absolute-names',
    ) ||
    args.some(({ text }) => /^-[a-zA-Z]*[IFP]|^--(?:to-|checkpoint-|use-c|rsh|info-s|new-v|abs)/.test(text))
  )
    look.hazard('inlineCode');
  // An archive can hold any path.
  if (
    /x/.test(letters) ||
    hasOption(args, '-x', '--extract', '--get', '--delete') ||
    args.some(({ text }) => /^--(?:ext|get|rem|del)/.test(text))
  )
    look.unclear();
  const rest = letters ? args.slice(1) : args;
  if (/[cru]/.test(letters) || hasOption(args, '-c', '-r', '-u', '--create', '--append', '--update'))
    look.sweeps(archivedPlaces(rest, ['-T', '-X']), sweepOfArchive(args));
  look.touch(rest, 'write');
};

const zip: Program = ({ look }, args) => {
  if (hasOption(args, '-T', '--test', '-TT', '--unzip-command')) look.hazard('inlineCode');
  look.sweeps(operands(args), sweepOfArchive(args.filter(({ text }) => text.startsWith('--'))));
  look.touch(args, 'write');
};

const unpack =
  (reads: RegExp): Program =>
  ({ look }, args) => {
    if (!args.some(({ text }) => reads.test(text))) look.unclear();
    look.touch(args, 'write');
  };

/** Packs whole folders; what it unpacks can be called anything. */
const jar: Program = ({ look }, args) => {
  const [first, ...rest] = args;
  const mode = first?.text ?? '';
  const does = (letter: string, name: string) =>
    (!mode.startsWith('--') && mode.includes(letter)) || hasOption(args, name);
  if (does('c', '--create') || does('u', '--update'))
    look.sweeps(archivedPlaces(rest, ['-e', '-f', '-m', '--file', '--manifest', '--main-class']), sweepOfArchive([]));
  else if (!does('t', '--list')) look.unclear();
  look.touch(args, 'write');
};

/** With `-o` it packs the files whose names it is given. */
const cpio: Program = (runner, args) => {
  if (hasOption(args, '-o', '--create')) sweepListed(runner);
  unpack(/^(?:-[a-z]*[ot]|--create$|--list$)/)(runner, args);
};

const link: Program = ({ look }, args) => look.touch(args, 'write');

const less: Program = ({ look }, args) => {
  if (args.some(({ text }) => text.startsWith('+'))) look.hazard('inlineCode');
  look.touch(args, 'read');
};

const sort: Program = ({ look }, args) => {
  if (args.some(({ text }) => text.startsWith('--compress-program') || text.startsWith('--comp')))
    look.hazard('inlineCode');
  const at = args.findIndex(({ text }) => text === '-o' || text === '--output');
  const output = at < 0 ? undefined : args[at + 1];
  if (output) look.writes(output);
  look.touch(
    args.filter(({ text }) => !/^-t/.test(text)),
    args.some(({ text }) => /^-o|^--o/.test(text)) ? 'write' : 'read',
  );
};

const cut: Program = ({ look }, args) =>
  look.touch(
    args.filter(({ text }) => !/^(?:-[a-z]*d|--output-d|--delim)/.test(text)),
    'read',
  );

/** With `e` in its old way, the environment of every process. */
const ps: Program = ({ look }, args) => {
  if (args.some(({ text }) => /^[a-z]*e[a-z]*$/.test(text))) look.hazard('credentials');
};

const rsync: Program = ({ look }, args) => {
  if (args.some(({ text }) => /^--(?:del|remove-s)/.test(text))) look.hazard('deletion');
  if (args.some(({ text }) => /^(?:-[a-zA-Z]*e|--rsh|--rsync-path)/.test(text))) look.hazard('inlineCode');
  if (operands(args).some(({ text }) => /^[^/]*:|^rsync:/.test(text))) look.hazard('remote');
  look.touch(args, 'write');
};

const robocopy: Program = ({ look }, args) => {
  if (args.some(({ text }) => /^\/(?:mir|purge|mov)/i.test(text))) look.hazard('deletion');
  look.touch(args, 'write');
};

const make: Program = ({ look }, args) => {
  if (args.some(({ text }) => /(?:^|[:_-])(?:un)?install(?:$|[:_-])/.test(text))) look.hazard('install');
  if (args.some(({ text }) => /(?:^|[:_-])(?:deploy|publish|release|upload|push)(?:$|[:_-])/.test(text)))
    look.hazard('publishes');
  for (const { text } of args) {
    if (/^--eval|^(?:SHELL|MAKEFLAGS|MAKE)[?:+]*=/.test(text)) look.hazard('inlineCode');
    if (/[`]|\$[({]shell/.test(text)) look.hazard('inlineCode');
  }
  const at = args.findIndex(({ text }) => /^(?:-f|--file|--makefile)$/.test(text));
  const file = at < 0 ? undefined : args[at + 1];
  if (file) look.program(file);
  look.touch(args, 'write');
};

/** Programs that read, find, move and delete files. */
export const FILE_TOOLS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['rm', remove],
  ['unlink', remove],
  ['del', removeOnWindows],
  ['erase', removeOnWindows],
  ['rd', removeOnWindows],
  [
    'rmdir',
    (runner, args) => (runner.shell === 'posix' ? runner.look.touch(args, 'write') : removeOnWindows(runner, args)),
  ],
  ['remove-item', removeOnWindows],
  ['mv', moveOrCopy('write')],
  ['move', moveOrCopy('write')],
  ['cp', moveOrCopy('read')],
  ['copy', moveOrCopy('read')],
  ['xcopy', moveOrCopy('read')],
  ['tee', tee],
  ['tee-object', tee],
  ['cd', enter],
  ['chdir', enter],
  ['pushd', enter],
  ['popd', leave],
  ['test', condition],
  ['[', condition],
  ['[[', condition],
  ...['grep', 'egrep', 'fgrep', 'zgrep', 'pcregrep', 'ugrep'].map((name): [string, Program] => [
    name,
    search(sweepOfGrep),
  ]),
  ...['rg', 'ag', 'ack'].map((name): [string, Program] => [name, search(sweepOfRipgrep)]),
  ['diff', compare],
  ['colordiff', compare],
  ['get-content', getContent],
  ['select-string', selectString],
  ['findstr', selectString],
  ['sed', sed],
  ['gsed', sed],
  ...['awk', 'gawk', 'mawk', 'nawk'].map((name): [string, Program] => [name, awk]),
  ['jq', jq],
  ['yq', jq],
  ['find', find],
  ['fd', fd],
  ['fdfind', fd],
  ['tar', tar],
  ['bsdtar', tar],
  ['gtar', tar],
  ['zip', zip],
  ['unzip', unpack(/^-[a-z]*[ltZ]/)],
  ['7z', unpack(/^[lt]$/)],
  ['7za', unpack(/^[lt]$/)],
  ['unrar', unpack(/^[lvt]$/)],
  ['cpio', cpio],
  ['pax', unpack(/^$/)],
  ['jar', jar],
  ['expand-archive', unpack(/^$/)],
  ['ln', link],
  ['mklink', link],
  ['less', less],
  ['more', less],
  ['man', less],
  ['sort', sort],
  ['cut', cut],
  ['ps', ps],
  ['rsync', rsync],
  ['robocopy', robocopy],
  ['make', make],
  ['gmake', make],
  ['cmake', make],
  ['meson', make],
  ['task', make],
  ['rake', make],
  ['scons', make],
  ['bazel', make],
  ['ninja', make],
  ['just', make],
]);
