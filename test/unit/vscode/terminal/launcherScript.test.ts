import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CommandShell } from '../../../../src/vscode/terminal/commandShell.ts';
import {
  launcherFile,
  launcherText,
  MarkedOutput,
  pidFile,
  quotePosix,
  quotePowershell,
  typedLine,
} from '../../../../src/vscode/terminal/launcherScript.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';

const pwsh: CommandShell = { kind: 'powershell', path: 'C:\\Windows\\powershell.exe' };
const bash: CommandShell = { kind: 'bash', path: '/bin/bash' };
const sh: CommandShell = { kind: 'sh', path: '/bin/sh' };

describe('the launcher of a command', () => {
  after(removeTempFolders);

  for (const shell of [bash, sh]) {
    describe(`for ${shell.kind}`, () => {
      before(function () {
        if (process.platform === 'win32' || !existsSync(shell.path)) this.skip();
      });
      const launch = async (command: string, env: NodeJS.ProcessEnv = process.env) => {
        const cwd = path.join(await tempFolder({ "it's here/x": '' }), "it's here");
        const file = path.join(await tempFolder(), 'l');
        await writeFile(file, launcherText(shell, { command, cwd }, file, 'n-1'));
        // As a terminal's shell would read what is typed.
        const { stdout, status } = spawnSync('/bin/sh', ['-c', typedLine(shell, file)], { encoding: 'utf8', env });
        let pid: number | undefined;
        let code: number | undefined;
        const output = new MarkedOutput('n-1', {
          onStart: (started) => {
            pid = started;
          },
          onEnd: (ended) => {
            code = ended;
          },
        });
        return { printed: output.take(stdout), all: stdout, status, code, pid, cwd, file };
      };

      it('runs it exactly, in its folder, and takes itself away', async () => {
        const ran = await launch('pwd; echo "a!b" \'$c\' `echo d`; cat <<E\n "e"\nE\nls; echo $PPID; exit 7');
        assert.equal(ran.printed, `${ran.cwd}\na!b $c d\n "e"\nx\n${ran.pid}\n`);
        assert.deepEqual([ran.status, ran.code], [7, 7]);
        assert(!existsSync(ran.file));
        assert.equal(readFileSync(pidFile(ran.file), 'utf8'), `${ran.pid} 7`);
        assert(ran.all.startsWith(`\u001b[1m$ pwd; echo "a!b" '$c' \`echo d\`; cat <<E\n`));
      });

      it('leaves out of the environment what commands must not have', async () => {
        const env = {
          PATH: process.env.PATH,
          KEPT: "it's\nkept",
          VSCODE_IPC_HOOK_CLI: 'x',
          ELECTRON_RUN_AS_NODE: '1',
          MOONSHOT_API_KEY: 'sk',
          GIT_ASKPASS: '/a/git/dist/askpass.sh',
        };
        const { printed } = await launch('env', env);
        assert.match(printed, /^KEPT=it's\nkept$/m);
        assert.doesNotMatch(printed, /VSCODE_|ELECTRON_|MOONSHOT|GIT_ASKPASS/);
        assert.match((await launch('env', { ...env, GIT_ASKPASS: '/my/own' })).printed, /^GIT_ASKPASS=\/my\/own$/m);
      });

      it('shows no control characters of the command, and does nothing once it is withdrawn', async () => {
        const { all } = await launch("echo '\u001b]0;title\u0007'");
        assert(!all.slice(0, all.indexOf('\u001b]6973')).includes('\u001b]0;'));
        // As a shell finds it that has opened its file when that is taken away.
        const cwd = await tempFolder();
        const text = launcherText(shell, { command: 'echo ran', cwd }, path.join(cwd, 'gone'), 'n-1');
        const withdrawn = spawnSync('/bin/sh', { input: text, cwd, encoding: 'utf8' });
        assert.equal(withdrawn.status, 125);
        assert.equal(withdrawn.stdout, '');
      });
    });
  }

  it('is written for PowerShell without anything of the command being typed', () => {
    const text = launcherText(pwsh, { command: "echo 'a'; $x", cwd: "C:\\it's" }, 'C:\\l.ps1', 'n-1');
    const lines = text.split('\n');
    assert.match(
      lines[0] ?? '',
      /^try \{ Remove-Item -LiteralPath 'C:\\l\.ps1' -ErrorAction Stop \} catch \{ exit 125 \}$/,
    );
    assert(lines.includes("Set-Location -LiteralPath 'C:\\it''s' -ErrorAction Stop"));
    assert(lines.includes("echo 'a'; $x"));
    assert(lines.includes("Write-Host '$ echo ''a''; $x'"));
    assert(lines.findIndex((line) => line.includes('VSCODE_')) < lines.indexOf("echo 'a'; $x"));
    assert.deepEqual(launcherFile(pwsh), { ending: '.ps1', mark: '\uFEFF' });
    assert.equal(
      typedLine(pwsh, "C:\\Users\\O'Neil\\l.ps1"),
      " & 'C:\\Windows\\powershell.exe' -NoLogo -NoProfile -ExecutionPolicy Bypass -File 'C:\\Users\\O''Neil\\l.ps1'",
    );
  });

  it('quotes for each shell', () => {
    assert.equal(quotePosix("it's $x"), "'it'\\''s $x'");
    assert.equal(quotePowershell("it's \u2018x\u2019 $x"), "'it''s \u2018\u2018x\u2019\u2019 $x'");
  });

  it('is told from its output by its marks, wherever pieces cut it', () => {
    const printed = 'out\u001b[1m\u001b]6973;n-2;43\u0007\u001b]6973;n-1;43\u0007';
    const text = `\u001b]633;C\u0007$ x\r\n\u001b]6973;n-1;42\u0007${printed}\u001b]6973;n-1;end;7\u0007after`;
    for (let at = 0; at <= text.length; at++) {
      const told: string[] = [];
      const marks = {
        onStart: (pid: number) => told.push(`${pid}`),
        onEnd: (code: number) => told.push(`end ${code}`),
      };
      const output = new MarkedOutput('n-1', marks);
      assert.equal(output.take(text.slice(0, at)) + output.take(text.slice(at)), printed, `cut at ${at}`);
      assert.deepEqual(told, ['42', 'end 7']);
    }
    const never = () => assert.fail('another launcher');
    const output = new MarkedOutput('n-3', { onStart: never, onEnd: never });
    assert.equal(output.take(text), '');
    assert.equal(output.missMark(), text);
    assert.equal(output.take('more'), 'more');
  });
});
