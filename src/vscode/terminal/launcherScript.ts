import type { CommandSpec } from '../../agent/contracts/jobs.ts';
import { truncate } from '../../util/text/truncate.ts';
import { type CommandShell, powershellScript, shellArguments } from './commandShell.ts';

/** What a launcher ends with that found itself withdrawn. */
const WITHDRAWN = 125;
/** UTF-16 units of a command that the terminal shows. */
const MAX_SHOWN = 2000;
/** A system command that terminals do not know, and so do not show. */
const MARK = '6973';

/**
 * A file that runs one command in a terminal. Nothing of the command is ever typed into the terminal's own shell, which would read
 * quotes, `!` and line ends in its own way: typed is the name of this `file`. It takes itself away first, so that whoever takes it
 * away earlier can be sure that the command will never run; notes the id of its process in a file beside it; shows the command;
 * marks where its output begins, with that id; takes out of the environment what commands must not have; runs the command's shell;
 * and, but in PowerShell, marks the end with the exit code, since VS Code does not tell of every end. What interrupts the command
 * leaves the launcher to do so.
 */
export function launcherText(shell: CommandShell, { command, cwd }: CommandSpec, file: string, nonce: string): string {
  const shown = `$ ${command.length > MAX_SHOWN ? `${truncate(command, MAX_SHOWN)}…` : command}`;
  const visible = shown.replace(/[^\P{C}\t\n]/gu, '\u{FFFD}');
  return isPowershell(shell)
    ? powershellLauncher(command, cwd, visible, file, nonce)
    : posixLauncher(shell, command, cwd, visible, file, nonce);
}

function posixLauncher(
  shell: CommandShell,
  command: string,
  cwd: string,
  shown: string,
  file: string,
  nonce: string,
): string {
  const become = [shell.path, ...shellArguments(shell, command)].map(quotePosix).join(' ');
  return [
    // By its name: what a shell calls the script that it runs may be the shell.
    `rm ${quotePosix(file)} || exit ${WITHDRAWN}`,
    `printf %s "$$" >${quotePosix(pidFile(file))}`,
    `printf '\\033[1m%s\\033[0m\\n' ${quotePosix(shown)}`,
    `printf '\\033]${MARK};${nonce};%s\\007' "$$"`,
    "for name in $(env | sed -n -e 's/^\\(VSCODE_[A-Za-z0-9_]*\\)=.*/\\1/p' -e 's/^\\(ELECTRON_[A-Za-z0-9_]*\\)=.*/\\1/p'); do",
    '  unset "$name"',
    'done',
    'unset MOONSHOT_API_KEY',
    // It asks VS Code for passwords, by variables that are gone.
    'case "$GIT_ASKPASS" in */git/dist/askpass.sh) unset GIT_ASKPASS ;; esac',
    // Nobody turns the pages.
    'export PAGER=cat GIT_PAGER=cat',
    'trap : INT TERM',
    `(cd ${quotePosix(cwd)} && exec ${become})`,
    'code=$?',
    `printf ' %s' "$code" >>${quotePosix(pidFile(file))}`,
    `printf '\\033]${MARK};${nonce};end;%s\\007' "$code"`,
    'exit "$code"',
    '',
  ].join('\n');
}

function powershellLauncher(command: string, cwd: string, shown: string, file: string, nonce: string): string {
  return [
    `try { Remove-Item -LiteralPath ${quotePowershell(file)} -ErrorAction Stop } catch { exit ${WITHDRAWN} }`,
    `Set-Content -LiteralPath ${quotePowershell(pidFile(file))} -Value $PID`,
    `Write-Host ${quotePowershell(shown)}`,
    `[Console]::Write("$([char]27)]${MARK};${nonce};$PID$([char]7)")`,
    "Get-ChildItem Env: | Where-Object Name -Match '^(VSCODE_|ELECTRON_|MOONSHOT_API_KEY$|GIT_ASKPASS$)' |",
    '  ForEach-Object { Remove-Item -LiteralPath "Env:$($_.Name)" }',
    "$env:GIT_PAGER = 'cat'",
    `Set-Location -LiteralPath ${quotePowershell(cwd)} -ErrorAction Stop`,
    powershellScript(command),
    '',
  ].join('\n');
}

/** Where a launcher notes the id of its process and, but for PowerShell, after a blank what the command ended with. */
export function pidFile(launcher: string): string {
  return `${launcher}.pid`;
}

/** The ending that the shell wants a launcher's name to have. Version 5 of PowerShell reads UTF-8 by its mark only. */
export function launcherFile({ kind }: CommandShell): { ending: string; mark: string } {
  return isPowershell({ kind }) ? { ending: '.ps1', mark: '\uFEFF' } : { ending: '', mark: '' };
}

/** What is typed into the terminal's shell. The blank keeps it out of the shell's history. */
export function typedLine(shell: CommandShell, file: string): string {
  if (!isPowershell(shell)) return ` /bin/sh ${quotePosix(file)}`;
  const run = `& ${quotePowershell(shell.path)} -NoLogo -NoProfile -ExecutionPolicy Bypass`;
  return ` ${run} -File ${quotePowershell(file)}`;
}

function isPowershell({ kind }: Pick<CommandShell, 'kind'>): boolean {
  return kind === 'pwsh' || kind === 'powershell';
}

export function quotePosix(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** PowerShell takes typographic quotes for quotes too. */
export function quotePowershell(text: string): string {
  return `'${text.replace(/['\u2018\u2019\u201A\u201B]/g, '$&$&')}'`;
}

export interface Marks {
  /** The output begins: the id of the launcher's process. */
  onStart(pid: number): void;
  /** It has ended. */
  onEnd(code: number): void;
}

/** What a command prints, as its terminal shows it: what stands between the launcher's marks. */
export class MarkedOutput {
  private readonly opening: string;
  private readonly marks: Marks;
  private before: string | undefined = '';
  /** What may be the beginning of the mark of the end. */
  private held = '';
  private isOver = false;

  constructor(nonce: string, marks: Marks) {
    this.opening = `\u001b]${MARK};${nonce};`;
    this.marks = marks;
  }

  /** Takes the next piece of what is shown, and gives what of it the command printed. */
  take(piece: string): string {
    if (this.before === undefined) return this.untilEnd(piece);
    this.before += piece;
    const [begin, end] = this.find(this.before);
    if (end === undefined) return '';
    const pid = Number(this.before.slice(begin + this.opening.length, end - 1));
    const rest = this.before.slice(end);
    this.before = undefined;
    this.marks.onStart(pid);
    return this.untilEnd(rest);
  }

  /** The first mark was lost: gives what was held back, and waits for it no longer. */
  missMark(): string {
    const held = this.before ?? '';
    this.before = undefined;
    return this.untilEnd(held);
  }

  private untilEnd(piece: string): string {
    if (this.isOver) return '';
    const text = this.held + piece;
    const [begin, end] = this.find(text);
    this.held = end === undefined ? text.slice(begin) : '';
    if (end === undefined) return text.slice(0, begin);
    const code = /end;(\d+)/.exec(text.slice(begin, end))?.[1];
    if (code === undefined) return text.slice(0, end) + this.untilEnd(text.slice(end));
    this.isOver = true;
    this.marks.onEnd(Number(code));
    return text.slice(0, begin);
  }

  /** Where a mark begins, or could; and where it ends, where all of it is there. */
  private find(text: string): [begin: number, end: number | undefined] {
    const begin = text.indexOf(this.opening);
    if (begin < 0) {
      const last = text.lastIndexOf('\u001b');
      return [last >= 0 && this.opening.startsWith(text.slice(last)) ? last : text.length, undefined];
    }
    const end = text.indexOf('\u0007', begin);
    return [begin, end < 0 ? undefined : end + 1];
  }
}
