import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Shell } from '../../gate/shell/syntax.ts';

/** What runs commands. */
export interface CommandShell {
  kind: 'bash' | 'sh' | 'pwsh' | 'powershell';
  /** Absolute. */
  path: string;
}

const BASH = ['/bin/bash', '/usr/bin/bash', '/run/current-system/sw/bin/bash', '/usr/local/bin/bash'];

/**
 * The shell of every command, whichever the user's own is: the gate judges a command as this shell reads it, so no other may run
 * it. It starts without the user's profile, whose aliases and functions could make something else of a command; what a
 * profile exports is inherited from around it.
 */
export function findShell(
  platform: NodeJS.Platform,
  environment: NodeJS.ProcessEnv,
  exists: (file: string) => boolean,
): CommandShell {
  if (platform !== 'win32') {
    const bash = BASH.find(exists);
    return bash === undefined ? { kind: 'sh', path: '/bin/sh' } : { kind: 'bash', path: bash };
  }
  const { join } = path.win32;
  const pwsh = join(environment.ProgramFiles ?? 'C:\\Program Files', 'PowerShell', '7', 'pwsh.exe');
  if (exists(pwsh)) return { kind: 'pwsh', path: pwsh };
  const system = join(environment.SystemRoot ?? 'C:\\Windows', 'System32');
  return { kind: 'powershell', path: join(system, 'WindowsPowerShell', 'v1.0', 'powershell.exe') };
}

/** This machine's. */
export const COMMAND_SHELL = findShell(process.platform, process.env, existsSync);

/** As the gate reads its command lines. */
export function shellSyntax({ kind }: CommandShell): Shell {
  return kind === 'bash' || kind === 'sh' ? 'posix' : 'powershell';
}

/** For the model, which writes what it runs. */
export function nameShell({ kind, path }: CommandShell): string {
  return kind === 'powershell' ? `${path} (version 5: no && and no ||)` : path;
}

/** What makes the shell run one command and exit with its code. */
export function shellArguments({ kind }: CommandShell, command: string): string[] {
  switch (kind) {
    case 'bash':
      // Privileged is its name for: no functions, startup files and options out of the environment. It would still run ~/.bashrc where
      // its input is a socket, as that of a process of ours is, or SSH_CLIENT is set, and no shell is around it (bash's manual, "Invoked
      // by remote shell daemon").
      return ['--norc', '-p', '-c', command];
    case 'sh':
      return ['-c', command];
    case 'pwsh':
    case 'powershell': {
      // Encoded, since nobody takes the quotes of a Windows command line apart in the same way.
      const script = Buffer.from(powershellScript(command), 'utf16le').toString('base64');
      return ['-NoLogo', '-NoProfile', '-OutputFormat', 'Text', '-EncodedCommand', script];
    }
  }
}

/**
 * A script that ends with the code of its last command, as a POSIX shell does: of itself PowerShell tells success from failure
 * only. Progress bars would be printed as text.
 */
export function powershellScript(command: string): string {
  return [
    "$ProgressPreference = 'SilentlyContinue'",
    'try { [Console]::OutputEncoding = [Text.UTF8Encoding]::new($false) } catch { }',
    '$global:LASTEXITCODE = 0',
    command,
    'if ($?) { exit 0 } elseif ($LASTEXITCODE) { exit $LASTEXITCODE } else { exit 1 }',
  ].join('\n');
}
