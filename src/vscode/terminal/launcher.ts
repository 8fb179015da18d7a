import type { CommandSpec } from '../../agent/commands.ts';
import { type CommandShell, powershellScript, shellArguments } from '../commandShell.ts';

/** What a launcher ends with that found itself withdrawn. */
const WITHDRAWN = 125;
/** UTF-16 units of a command that the terminal shows. */
const MAX_SHOWN = 2000;
/** A system command that terminals do not know, and so do not show. */
const MARK = '6973';

/**
 * A file that runs one command in a terminal. Nothing of the command is ever typed into the terminal's own shell, which would read
 * quotes, `!` and line ends in its own way: typed is the name of this `file`. It takes itself away first, so that whoever takes it
 * away earlier can be sure that the command will never run; notes the id of its process in a file beside it; shows the command; marks where its
 * output begins, with that id; takes out of the environment what commands must not have; and becomes the command's shell.
 */
export function launcherText(shell: CommandShell, { command, cwd }: CommandSpec, file: string, nonce: string): string {
  const shown = `$ ${command.length > MAX_SHOWN ? `${command.slice(0, MAX_SHOWN)}…` : command}`;
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
    `cd ${quotePosix(cwd)} || exit`,
    `exec ${become}`,
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

/** Where a launcher notes the id of its process. */
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

/** What a command prints, as its terminal shows it, without what comes before the launcher's mark. */
export class MarkedOutput {
  private readonly mark: RegExp;
  private readonly onStart: (pid: number) => void;
  private before: string | undefined = '';

  /** `onStart` gets the process's id when the mark has come. */
  constructor(nonce: string, onStart: (pid: number) => void) {
    this.mark = new RegExp(`\\u001b\\]${MARK};${nonce};(\\d+)\\u0007`);
    this.onStart = onStart;
  }

  /** Takes the next piece of what is shown, and gives what of it comes after the mark. */
  take(piece: string): string {
    if (this.before === undefined) return piece;
    this.before += piece;
    const found = this.mark.exec(this.before);
    if (!found) return '';
    const rest = this.before.slice(found.index + found[0].length);
    this.before = undefined;
    this.onStart(Number(found[1]));
    return rest;
  }

  /** The mark was lost: gives what was held back, and waits for it no longer. */
  missMark(): string {
    const held = this.before ?? '';
    this.before = undefined;
    return held;
  }
}
