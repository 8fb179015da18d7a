import assert from 'node:assert/strict';
import {
  findShell,
  nameShell,
  powershellScript,
  shellArguments,
  shellSyntax,
} from '../../../../src/vscode/terminal/commandShell.ts';

describe('the shell of commands', () => {
  const windows = { ProgramFiles: 'C:\\Program Files', SystemRoot: 'C:\\Windows' };
  const old = 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe';
  const cases = [
    {
      on: 'linux',
      there: ['/bin/bash', '/usr/bin/bash', '/usr/bin/fish'],
      kind: 'bash',
      path: '/bin/bash',
      syntax: 'posix',
    },
    {
      on: 'linux',
      there: ['/run/current-system/sw/bin/bash'],
      kind: 'bash',
      path: '/run/current-system/sw/bin/bash',
      syntax: 'posix',
    },
    { on: 'linux', there: ['/bin/busybox'], kind: 'sh', path: '/bin/sh', syntax: 'posix' },
    { on: 'darwin', there: ['/bin/bash', '/bin/zsh'], kind: 'bash', path: '/bin/bash', syntax: 'posix' },
    {
      on: 'win32',
      there: ['C:\\Program Files\\PowerShell\\7\\pwsh.exe', old],
      kind: 'pwsh',
      path: 'C:\\Program Files\\PowerShell\\7\\pwsh.exe',
      syntax: 'powershell',
    },
    { on: 'win32', there: [old], kind: 'powershell', path: old, syntax: 'powershell' },
  ] as const;
  for (const { on, there, kind, path, syntax } of cases) {
    it(`on ${on} with ${there[0]} is ${kind}`, () => {
      // A shell that the environment names is not asked: the gate would not know it.
      const found = findShell(on, { ...windows, SHELL: '/usr/bin/fish', COMSPEC: 'cmd.exe' }, (file) =>
        there.some((name) => name === file),
      );
      assert.deepEqual(found, { kind, path });
      assert.equal(shellSyntax(found), syntax);
    });
  }

  it('gets a command as one word, whatever is in it', () => {
    const command = `a 'b' "c" $d !e\nf`;
    assert.deepEqual(shellArguments({ kind: 'bash', path: '' }, command), ['--norc', '-p', '-c', command]);
    assert.deepEqual(shellArguments({ kind: 'sh', path: '' }, command), ['-c', command]);
    for (const kind of ['pwsh', 'powershell'] as const) {
      const args = shellArguments({ kind, path: '' }, command);
      assert.deepEqual(args.slice(0, -1), ['-NoLogo', '-NoProfile', '-OutputFormat', 'Text', '-EncodedCommand']);
      assert.equal(Buffer.from(args.at(-1) ?? '', 'base64').toString('utf16le'), powershellScript(command));
    }
  });

  it('tells the code of the last command in PowerShell too', () => {
    const lines = powershellScript('npm test').split('\n');
    const at = lines.indexOf('npm test');
    assert(at > 0);
    // Nothing may stand between the command and the question whether it succeeded.
    assert.match(lines[at + 1] ?? '', /^if \(\$\?\) \{ exit 0 \} elseif \(\$LASTEXITCODE\) \{ exit \$LASTEXITCODE \}/);
  });

  it('says what version 5 of PowerShell lacks', () => {
    assert.equal(nameShell({ kind: 'bash', path: '/bin/bash' }), '/bin/bash');
    assert.match(nameShell({ kind: 'powershell', path: 'p' }), /no && and no \|\|/);
  });
});
