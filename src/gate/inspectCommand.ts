import { CommandFindings, type CommandPlace, type Inspection } from './commandFindings.ts';
import { FILE_TOOLS } from './programs/fileTools.ts';
import { git } from './programs/git.ts';
import { INTERPRETERS } from './programs/interpreters.ts';
import { NETWORK_TOOLS } from './programs/networkTools.ts';
import { PACKAGE_TOOLS } from './programs/packageTools.ts';
import { HAZARD_OF, READERS, TALKERS, WRITERS } from './programs/programLists.ts';
import type { Program, ProgramReader } from './programs/programReader.ts';
import { assign, isWrapper, WRAPPERS } from './programs/wrappers.ts';
import { parseCommandLine } from './shell/parseCommandLine.ts';
import { ALIASES, isUnknownCmdlet } from './shell/powershellAliases.ts';
import type { Shell, SimpleCommand, Word } from './shell/syntax.ts';
import { COMMAND_FILES } from './unreviewedFiles.ts';

const PROGRAMS: ReadonlyMap<string, Program> = new Map([
  ...WRAPPERS,
  ...FILE_TOOLS,
  ...INTERPRETERS,
  ...NETWORK_TOOLS,
  ...PACKAGE_TOOLS,
  ['git', git],
]);

const EVALUATES = /^(?:test|\[\[?|printf|expr|unset|read|shift|sleep|exit|return|break|continue|wait)$/;

const RUNS = /^--(?:exec|eval|command|pre|post|hook|script-shell|plugin-command)\b/;

/** Names that stand for their programs wherever they stand, as in `hyperfine 'rm -rf x'`. */
const COMMANDS = new Set(
  `rm sudo doas sh bash zsh dash ksh pwsh powershell cmd dd shred chmod chown curl wget nc ncat ssh scp rsync python python3 node
  perl ruby php git mkfs eval xargs find npm npx cat cp mv tee env`.split(/\s+/),
);

/** Lines within lines: nobody writes more. */
const MAX_DEPTH = 6;

/** What a command line would do, as far as its text says: which programs run, which places they name, and what is dangerous of it. */
export function inspectCommand(line: string, place: CommandPlace): Inspection {
  const look = new CommandFindings(place);
  look.command = line;
  // Whatever prints it: a key that the model reads has left the machine.
  if (/[$%](?:env:)?[{!]*\w*(?:SECRET|TOKEN|PASSW|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIAL)/i.test(line))
    look.hazard('credentials');
  new Inspector(look).script(line, place.shell, 0);
  return look;
}

class Inspector {
  private readonly look: CommandFindings;

  constructor(look: CommandFindings) {
    this.look = look;
  }

  script(line: string, shell: Shell, depth: number): void {
    const { look } = this;
    const reading = parseCommandLine(line, shell);
    if (reading.type === 'unsure' || depth > MAX_DEPTH) return look.unclear();
    const outer = look.cwds;
    let left: string[] = [];
    let fedBy: string | undefined;
    for (const command of reading.commands) {
      if (!command.afterSuccess) look.standsIn([...look.cwds, ...left]);
      const before = look.cwds;
      this.simple(command, shell, depth, command.input === 'pipe' ? fedBy : undefined);
      const moved = before !== look.cwds;
      if (moved) left = [...new Set([...left, ...before])];
      if (moved && command.nested) look.standsIn([...before, ...look.cwds]);
      fedBy = command.words.map(({ text }) => text).join(' ');
    }
    if (depth > 0) look.cwds = outer;
  }

  private simple(command: SimpleCommand, shell: Shell, depth: number, fedBy: string | undefined): void {
    const { look } = this;
    const { assignments, redirections, words, input } = command;
    look.command = [
      ...assignments.map(({ name, value }) => `${name}=${value.text}`),
      ...words.map(({ text }) => text),
    ].join(' ');
    for (const { name, value } of assignments) assign(look, name, value);
    for (const { type, target } of redirections) this.redirect(type, target);
    const run = (inner: readonly Word[]) => this.run(inner, { look, shell, input, fedBy, run, script });
    const script = (line: string, inner: Shell) => this.script(line, inner, depth + 1);
    if (words.length > 0) run(words);
  }

  private redirect(type: 'read' | 'write', target: Word): void {
    const { look } = this;
    if (type === 'read') return look.file(target, 'read');
    if (!/^(?:\/dev\/(?:null|stdout|stderr|tty)|nul|&\d)$/i.test(target.text)) look.redirects = true;
    look.writes(target);
  }

  private run(words: readonly Word[], runner: ProgramReader): void {
    const { look } = this;
    const [first, ...args] = words;
    if (!first) return;
    if (first.dynamic || first.glob) {
      if (first.text !== '[' && first.text !== '[[') return look.unclear();
    }
    const name = this.nameOf(first, runner.shell);
    const fixed = words.every((word) => !word.dynamic);
    look.runs.push({
      words: fixed ? [name, ...args.map(({ text }) => text)] : undefined,
      wraps: isWrapper(name, args),
    });
    if (!/^(?:[\w.+@-]+|\[\[?|:)$/.test(name) || isUnknownCmdlet(name, runner.shell)) return look.unclear();
    // Names of drives that are no folders: the environment, the registry.
    if (runner.shell === 'powershell' && args.some(({ text }) => /^(?!file)[a-z]{3,}::?(?!\/\/)/i.test(text)))
      look.unclear();
    if (args.length === 1 && /^--(?:version|help)$/.test(args[0]?.text ?? '')) return;
    this.judge(name, args, runner);
  }

  private judge(name: string, args: Word[], runner: ProgramReader): void {
    const { look } = this;
    if (!TALKERS.has(name) && !/^(?:cd|chdir|pushd)$/.test(name)) look.standsHere();
    // Some of the shell's own words evaluate what stands in quotes.
    if (EVALUATES.test(name) && args.some(({ text }) => /\$\(|`/.test(text))) look.unclear();
    // And what a variable holds, where the name of one or, in `[[`, a number is wanted.
    const evaluating = name === '[[' ? /^-(?:[vR]|eq|ne|[lg][te])$/ : /^-[vR]$/;
    const compares = /^(?:test|\[\[?)$/.test(name) && args.some(({ text }) => evaluating.test(text));
    if (compares && args.some(({ dynamic }) => dynamic)) look.unclear();
    look.definitions.push(...(COMMAND_FILES.get(name) ?? []));
    const program = PROGRAMS.get(name);
    const hazard = HAZARD_OF.get(name) ?? (/^mkfs\.|^mount\.|^fsck\./.test(name) ? 'system' : undefined);
    if (program) return program(runner, args);
    if (hazard) return look.hazard(hazard);
    if (TALKERS.has(name)) return;
    look.touch(args, READERS.has(name) ? 'read' : 'write');
    if (!WRITERS.has(name) && !READERS.has(name)) this.unknown(args, runner);
  }

  /** A program that is not known may run what its words say. */
  private unknown(args: readonly Word[], { run, script, shell, look }: ProgramReader): void {
    if (args.some(({ text }) => RUNS.test(text))) look.hazard('inlineCode');
    const at = args.findIndex(({ text }) => COMMANDS.has(text.split('/').at(-1) ?? ''));
    if (at >= 0) run(args.slice(at));
    for (const { text, dynamic } of args) {
      if (!dynamic && COMMANDS.has(/^\S+(?=\s)/.exec(text)?.[0] ?? '')) script(text, shell);
    }
  }

  /** A program's name without its folder and ending. One that is no program of the system is looked at as a file too. */
  private nameOf(word: Word, shell: Shell): string {
    const { text } = word;
    const base = text.split(shell === 'posix' && !this.look.place.windows ? '/' : /[\\/]/).at(-1) ?? '';
    if (base !== text && !/^(?:\/usr(?:\/local)?|\/opt\/homebrew)?\/s?bin\/[^/]+$/.test(text)) this.look.program(word);
    else if (this.look.place.windows) this.look.programNamed(text);
    const name = base.toLowerCase().replace(/\.(?:exe|cmd|bat|com|ps1)$/, '');
    if (shell === 'cmd' && name === 'type') return 'get-content';
    return shell === 'powershell' ? (ALIASES.get(name) ?? name) : name;
  }
}
