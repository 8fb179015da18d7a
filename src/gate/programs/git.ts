import type { CommandFindings } from '../commandFindings.ts';
import { hasOption, operands } from '../shell/options.ts';
import type { Word } from '../shell/syntax.ts';
import type { Program } from './programReader.ts';
import { SWEEP_OF_GIT, sweepOfPatch } from './recursiveReads.ts';

/** They only show, whatever their words, apart from paths. */
const SHOWS = new Set(
  `status diff log show blame annotate ls-files ls-tree rev-parse rev-list describe shortlog cat-file name-rev merge-base
  diff-tree diff-index diff-files for-each-ref check-ignore count-objects whatchanged cherry version help var-not show-ref
  range-diff verify-commit check-attr`.split(/\s+/),
);

/** Settings that change nothing but how output looks, or who wrote a commit. */
const HARMLESS_SETTING =
  /^(?:color\.\w+|core\.(?:quotepath|autocrlf|pager=(?:cat|))|core\.pager=cat|pager\.\w+=(?:false|cat)|user\.(?:name|email)|advice\.\w+|init\.defaultbranch|commit\.gpgsign|log\.\w+|diff\.(?:renames|algorithm|context|colormoved))(?:=|$)/i;

/** Options whose value is text to look for, or how to write. */
const TEXT_OPTION = /^(?:--(?:grep|author|committer|since|until|after|before|format|pretty|date)=|-[SG])/;

/** git, by its subcommands. Those that are not known could be anybody's alias, and an alias can be any command. */
export const git: Program = (runner, args) => {
  const { look } = runner;
  let index = 0;
  for (; index < args.length; index++) {
    const word = args[index];
    const text = word?.text ?? '';
    if (!text.startsWith('-')) break;
    const next = args[index + 1];
    if (text === '-c') {
      if (!next || next.dynamic || !HARMLESS_SETTING.test(next.text)) look.hazard('configuration');
      index += 1;
    } else if (text === '-C' || text === '--git-dir' || text === '--work-tree') {
      if (next) look.file(next, text === '-C' ? 'read' : 'write');
      index += 1;
    } else if (/^--(?:git-dir|work-tree|exec-path|config-env|namespace|super-prefix|attr-source)/.test(text))
      look.hazard('configuration');
    else if (
      !/^(?:-p|-P|--no-pager|--paginate|--no-optional-locks|--literal-pathspecs|--version|--help|-v|-h|--bare|--no-replace-objects)$/.test(
        text,
      )
    )
      look.unclear();
  }
  const [name, ...rest] = args.slice(index);
  if (!name) return;
  if (name.dynamic) return look.unclear();
  // These run programs by themselves, wherever they stand.
  if (
    rest.some(
      ({ text }) =>
        /^--(?:upl|rec|exec|ext-|textc|open-f|extc|tool|templ|config|filter-p)/.test(text) || /^ext::/.test(text),
    )
  )
    look.hazard('inlineCode');
  const known = SUBCOMMANDS.get(name.text);
  if (known) return known(runner, rest);
  if (SHOWS.has(name.text)) {
    const words = rest.filter(({ text }) => !TEXT_OPTION.test(text));
    touchWithin(look, words);
    const sweep = sweepOfPatch(name.text, rest);
    if (sweep) look.sweeps([], sweep);
    return look.touch(words, rest.some(({ text }) => /^(?:--output|-o$)/.test(text)) ? 'write' : 'read');
  }
  look.unclear();
};

/** The files of commits and of the index, as in `HEAD:src/a.ts` and `1,5:a.ts`, and those behind git's own signs, as in `:(top)a.ts`. */
function touchWithin(look: CommandFindings, words: readonly Word[]): void {
  for (const word of words) {
    for (const part of word.text.split(':').slice(1)) {
      const file = part.replace(/^(?:\([^)]*\)|[/!^]+)/, '');
      if (file !== '' && !word.dynamic) look.file({ ...word, text: file }, 'read');
    }
  }
}

const asks =
  (hazard: Parameters<Parameters<Program>[0]['look']['hazard']>[0]): Program =>
  ({ look }) =>
    look.hazard(hazard);

const files: Program = ({ look }, args) => look.touch(args, 'read');

const commit: Program = ({ look }, args) => {
  if (hasOption(args, '--amend')) look.hazard('history');
  // The hooks are the user's own checks.
  if (hasOption(args, '-n', '--no-verify')) look.hazard('configuration');
  if (args.some(({ text }) => /^(?:-[a-z]*e|--edit)$/.test(text))) look.unclear();
  // Messages are text, also where a substitution makes them.
  const other = args.filter((word, index) => !isMessage(word, args[index - 1]));
  look.touch(other, 'read');
};

function isMessage(word: Word, before: Word | undefined): boolean {
  return (
    /^(?:-[a-zA-Z]*m|--message|--author|--date|--trailer)$/.test(before?.text ?? '') ||
    /^(?:--(?:message|author|date|trailer)=|-m.)/.test(word.text)
  );
}

const push: Program = ({ look }, args) => {
  look.network = true;
  look.fixed(args);
  if (hasOption(args, '-f', '--force', '--force-with-lease', '--force-if-includes', '--mirror', '--prune'))
    look.hazard('forcePush');
  if (hasOption(args, '-d', '--delete')) look.hazard('forcePush');
  if (hasOption(args, '--no-verify')) look.hazard('configuration');
  const [remote, ...refs] = operands(args, ['-o', '--push-option', '--repo']);
  if (refs.some(({ text }) => /^\+|^:/.test(text))) look.hazard('forcePush');
  // An address instead of a remote's name is nobody's usual place.
  if ((remote && /[:/@\\]/.test(remote.text)) || args.some(({ text }) => text.startsWith('--repo')))
    look.hazard('remote');
};

const pull: Program = ({ look }, args) => {
  look.network = true;
  look.fixed(args);
  if (hasOption(args, '-r', '--rebase') && !args.some(({ text }) => text === '--rebase=false')) look.hazard('history');
  if (hasOption(args, '-f', '--force')) look.hazard('history');
  if (operands(args).some(({ text }) => /[:@]/.test(text))) look.hazard('remote');
};

const fetch: Program = ({ look }, args) => {
  look.network = true;
  look.fixed(args);
  if (hasOption(args, '-f', '--force') || operands(args).some(({ text }) => /^\+|:/.test(text))) look.hazard('remote');
};

const clone: Program = ({ look }, args) => {
  look.network = true;
  if (
    hasOption(args, '-c', '-u', '--upload-pack', '--template', '--config') ||
    args.some(({ text }) => /^--recurs/.test(text))
  )
    look.hazard('inlineCode');
  const [address, folder] = operands(args, ['-b', '--branch', '--depth', '-o', '--origin', '-j', '--jobs']);
  if (address) look.address(address.text);
  look.touch(args, 'read');
  if (folder) look.file(folder, 'write');
};

const branch: Program = ({ look }, args) => {
  look.fixed(args);
  if (args.some(({ text }) => /^-[a-zA-Z]*[dDmMCf]|^--(?:del|mov|forc|edit)/.test(text))) look.hazard('history');
};

const tag: Program = ({ look }, args) => {
  const other = args.filter((word, index) => !isMessage(word, args[index - 1]));
  look.touch(other, 'read');
  if (hasOption(other, '-d', '-f', '--delete', '--force')) look.hazard('history');
};

/** Names that are branches by custom; anything else could as well be a file, whose changes would be gone. */
const BRANCH =
  /^(?:main|master|dev|develop|development|trunk|staging|stable|next|release|production|-|HEAD|(?:feature|feat|fix|bugfix|hotfix|release|releases|chore|docs|refactor|test|tests|ci|perf|origin|upstream|dependabot|renovate|user|users|wip)\/[\w./-]+|v?\d+(?:\.\d+)+[\w.-]*|[0-9a-f]{7,40})$/;

const checkout: Program = ({ look }, args) => {
  look.fixed(args);
  const creates = args[0]?.text === '-b' || args[0]?.text === '--orphan';
  if (creates && args.length <= 3 && args.length > 1) return;
  const [only, ...more] = args.filter(({ text }) => !/^(?:-q|--quiet|--progress|--track|-t|--detach)$/.test(text));
  if (!only || more.length > 0 || !BRANCH.test(only.text)) look.hazard('discards');
};

const switchTo: Program = ({ look }, args) => {
  look.fixed(args);
  if (hasOption(args, '-f', '-C', '--force', '--discard-changes', '--force-create')) look.hazard('discards');
};

const restore: Program = ({ look }, args) => {
  look.touch(args, 'write');
  const staged = hasOption(args, '-S', '--staged');
  if (!staged || hasOption(args, '-W', '--worktree') || hasOption(args, '-s', '--source')) look.hazard('discards');
};

const reset: Program = ({ look }, args) => {
  look.fixed(args);
  if (args.some(({ text }) => /^--(?:ha|me|ke)/.test(text))) return look.hazard('discards');
  const words = args
    .map(({ text }) => text)
    .filter((text) => text !== '-q' && text !== '--quiet' && text !== '--mixed');
  const end = words.indexOf('--');
  const [commit = 'HEAD'] = end < 0 ? words : words.slice(0, end);
  if (commit !== 'HEAD') look.hazard('history');
};

const stash: Program = ({ look }, args) => {
  const other = args.filter((word, index) => !isMessage(word, args[index - 1]));
  look.touch(other, 'read');
  const sweep = sweepOfPatch('stash', args);
  if (sweep) look.sweeps([], sweep);
  if (/^(?:drop|clear)$/.test(args[0]?.text ?? '')) look.hazard('discards');
};

const remove: Program = ({ look }, args) => {
  look.touch(args, 'write');
  if (
    hasOption(args, '-r', '-f', '--force') ||
    operands(args).some(({ glob, text }) => glob || /[*?]/.test(text) || text === '.')
  )
    look.hazard('deletion');
};

const only = (subcommands: string, hazard: 'history' | 'configuration' | 'system' | 'remote'): Program => {
  const harmless = new Set(subcommands.split(' '));
  return ({ look }, args) => {
    look.touch(args, 'read');
    const first = args.find(({ text }) => !text.startsWith('-'));
    if (!harmless.has(first?.text ?? '')) look.hazard(hazard);
  };
};

const config: Program = ({ look }, args) => {
  look.fixed(args);
  const [first, second] = operands(args, ['--file', '-f', '--type']);
  const gets =
    hasOption(args, '--get', '--get-all', '--get-regexp', '--list', '-l') || /^(?:get|list)$/.test(first?.text ?? '');
  if (
    !gets &&
    (second ||
      !first ||
      hasOption(args, '-e', '--edit', '--unset', '--add', '--replace-all', '--remove-section', '--unset-all'))
  )
    look.hazard('configuration');
  const secret =
    args.some(({ text }) => /credential|url|extraheader|token|password/i.test(text)) ||
    args.some(({ text }) => /^(?:-l|--li.*|--get-.*)$/.test(text)) ||
    first?.text === 'list';
  if (secret) look.hazard('credentials');
};

const clean: Program = ({ look }, args) => {
  look.touch(args, 'write');
  if (!hasOption(args, '-n', '--dry-run')) look.hazard('deletion');
};

const merge: Program = ({ look }, args) => {
  const other = args.filter((word, index) => !isMessage(word, args[index - 1]));
  look.fixed(other);
  if (args.some(({ text }) => /^(?:-s|-X|--strategy)/.test(text) || text === '--abort' || text === '--quit'))
    look.hazard('discards');
};

const gc: Program = ({ look }, args) => {
  if (args.some(({ text }) => /^--(?:prune|aggr|expire)/.test(text))) look.hazard('history');
};

const SUBCOMMANDS: ReadonlyMap<string, Program> = new Map<string, Program>([
  ['add', files],
  [
    'grep',
    ({ look }, args) => {
      if (hasOption(args, '-O')) look.hazard('inlineCode');
      look.touch(operands(args, ['-e', '-A', '-B', '-C']).slice(1), 'read');
      touchWithin(look, args);
      // Any other word may be a commit, of which all is searched.
      const end = args.findIndex(({ text }) => text === '--');
      look.sweeps(end < 0 ? [] : args.slice(end + 1), SWEEP_OF_GIT);
    },
  ],
  ['mv', ({ look }, args) => look.touch(args, 'write')],
  ['init', ({ look }, args) => look.touch(args, 'write')],
  ['commit', commit],
  ['push', push],
  ['pull', pull],
  ['fetch', fetch],
  ['ls-remote', fetch],
  ['clone', clone],
  ['branch', branch],
  ['tag', tag],
  ['checkout', checkout],
  ['switch', switchTo],
  ['restore', restore],
  ['reset', reset],
  ['stash', stash],
  ['rm', remove],
  ['clean', clean],
  ['config', config],
  ['merge', merge],
  ['cherry-pick', merge],
  ['revert', merge],
  ['gc', gc],
  [
    'remote',
    ({ look }, args) => {
      look.fixed(args);
      if (!args.every(({ text }) => /^(?:-v|--verbose|show|get-url|origin|upstream)$/.test(text)))
        look.hazard('configuration');
    },
  ],
  [
    'reflog',
    ({ look }, args) => {
      look.fixed(args);
      if (/^(?:expire|delete)$/.test(args[0]?.text ?? '')) look.hazard('history');
    },
  ],
  ['worktree', only('list', 'system')],
  ['submodule', only('status summary', 'remote')],
  ['lfs', only('ls-files status env', 'remote')],
  ['notes', only('list show', 'history')],
  ['bundle', only('verify list-heads create', 'history')],
  [
    'archive',
    ({ look }, args) => {
      if (args.some(({ text }) => /^--(?:remote|exec)/.test(text))) look.hazard('remote');
      look.touch(args, 'write');
      look.sweeps([], SWEEP_OF_GIT);
    },
  ],
  ['format-patch', ({ look }, args) => look.touch(args, 'write')],
  ['rebase', asks('history')],
  ['filter-branch', asks('history')],
  ['filter-repo', asks('history')],
  ['replace', asks('history')],
  ['update-ref', asks('history')],
  ['symbolic-ref', asks('history')],
  ['fast-import', asks('history')],
  ['prune', asks('history')],
  ['repack', asks('history')],
  ['commit-tree', asks('history')],
  ['update-index', asks('history')],
  ['read-tree', asks('discards')],
  ['checkout-index', asks('discards')],
  ['credential', asks('credentials')],
  ['credential-store', asks('credentials')],
  ['credential-cache', asks('credentials')],
  ['send-email', asks('remote')],
  ['request-pull', asks('remote')],
  ['daemon', asks('remote')],
  ['instaweb', asks('remote')],
  ['bisect', only('log start good bad skip reset view', 'history')],
]);
