import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunningCommand } from '../../src/agent/contracts/jobs.ts';
import { TerminalOutput } from '../../src/vscode/prompts/mentions/terminalOutput.ts';
import { Terminals } from '../../src/vscode/terminal/terminals.ts';
import { testFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

/** A process that ended but that nobody buried yet does not live. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** The terminals of commands. */
function ours(): vscode.Terminal[] {
  return vscode.window.terminals.filter(({ name }) => name === 'Ask Kimi');
}

/** The process of a command that printed it, and the one above it. */
function pidsIn(text: string): number[] {
  return (/pids? (\d+) (\d+)/.exec(text) ?? []).slice(1).map(Number);
}

/** The terminal that is shown, once it is the one whose shell has this id; one of ours has no shell but the extension host. */
async function shown(shell: number | undefined): Promise<vscode.Terminal | undefined> {
  const terminal = vscode.window.activeTerminal;
  if (!terminal || terminal.exitStatus) return undefined;
  return shell === process.pid || (await terminal.processId) === shell ? terminal : undefined;
}

/** For a shell: its parent's parent. */
const GRANDPARENT = '$(cut -d" " -f4 /proc/$PPID/stat 2>/dev/null || ps -o ppid= -p $PPID | tr -d " ")';

const kinds = [
  {
    kind: "VS Code's own terminal",
    options: { integrationMs: 45_000 },
    sees: 'a terminal',
    onInterrupt: 130,
    // Between the two is the launcher.
    parentShell: GRANDPARENT,
  },
  {
    kind: 'a terminal of ours',
    options: { integrationMs: 0 },
    sees: 'no terminal',
    onInterrupt: undefined,
    parentShell: '$PPID',
  },
];

for (const { kind, options, sees, onInterrupt, parentShell } of kinds) {
  describe(`commands in ${kind}`, () => {
    let terminals: Terminals;
    let folder: Awaited<ReturnType<typeof testFolder>>;
    before(async function () {
      if (process.platform === 'win32') this.skip();
      folder = await testFolder();
      terminals = new Terminals(options);
    });
    after(async () => {
      terminals.dispose();
      await folder[Symbol.asyncDispose]();
      await waitFor('the terminals to be closed', () => ours().length === 0);
    });

    /** A command that runs, and what it printed so far. */
    const start = async (command: string, cwd = folder.path) => {
      let printed = '';
      const running = await terminals.start({ command, cwd }, (text) => {
        printed += text;
      });
      const text = () => printed.replaceAll('\r\n', '\n');
      return { running, text, seen: (wanted: string) => waitFor(wanted, () => text().includes(wanted)) };
    };
    const run = async (command: string, cwd?: string) => {
      const { running, text } = await start(command, cwd);
      const exit = await running.ended;
      return { exit, text: text() };
    };
    const ends = async (running: RunningCommand) => {
      const exit = await running.ended;
      assert(exit.type === 'exited');
      return exit.code;
    };

    it('print and exit as they are written', async () => {
      const newest = new TerminalOutput();
      const first = await run('test -t 1 && echo a terminal || echo no terminal; pwd');
      assert.deepEqual(first, { exit: { type: 'exited', code: 0 }, text: `${sees}\n${await realpath(folder.path)}\n` });
      const open = ours().length;
      assert.deepEqual(await run('echo "a!b $((1 + 2))" \'$HOME !!\' \\$x | cat; exit 3'), {
        exit: { type: 'exited', code: 3 },
        text: 'a!b 3 $HOME !! $x\n',
      });
      assert.equal(
        (await run('cat <<EOF\n  one "two"\nEOF\nfor i in 1 2; do\n  echo $i\ndone # end')).text,
        '  one "two"\n1\n2\n',
      );
      assert.equal((await run("printf '\\033[31mred\\033[0m no end'")).text, 'red no end');
      assert.deepEqual(await run('true'), { exit: { type: 'exited', code: 0 }, text: '' });
      const sub = path.join(await realpath(folder.path), "it's here");
      await mkdir(sub);
      assert.equal((await run('pwd', sub)).text, `${sub}\n`);
      assert.equal(ours().length, open, 'a free terminal is used again');
      const [terminal] = ours();
      terminal?.show();
      await waitFor('the terminal to be shown', () => vscode.window.activeTerminal === terminal);
      assert.equal(newest.current, undefined, 'what stands in the conversation is no output to mention');
      newest.dispose();
    });

    it('have neither the key nor what VS Code set for itself, and change nothing for the next one', async () => {
      process.env.MOONSHOT_API_KEY = 'sk-test-of-the-environment';
      const { text } = await run('cd /; export LEFT=1; env');
      delete process.env.MOONSHOT_API_KEY;
      assert.match(text, /^PATH=/m);
      assert.doesNotMatch(text, /^(?:MOONSHOT_API_KEY|VSCODE_\w+|ELECTRON_\w+|GIT_ASKPASS|BASH_FUNC\w*)=/m);
      assert.equal((await run('echo "$LEFT"; pwd')).text, `\n${await realpath(folder.path)}\n`);
      // In a terminal, programs would wait for somebody who turns the pages.
      if (sees === 'a terminal')
        for (const name of ['PAGER', 'GIT_PAGER']) assert.match(text, new RegExp(`^${name}=cat$`, 'm'));
    });

    it('take what is typed, also without showing it', async () => {
      const { running, text, seen } = await start(
        'printf "Name: "; read -r name; printf "Password: "; read -rs word; echo; echo "$name $word"',
      );
      await seen('Name: ');
      running.write('Ann\n');
      await seen('Password: ');
      running.write('open sesame\n');
      assert.equal(await ends(running), 0);
      assert.match(text(), /\nAnn open sesame\n$/);
    });

    it('end with all that they started when they are stopped', async () => {
      const { running, text, seen } = await start(
        'trap \'\' TERM INT; sleep 1000 & echo "pids $! $$ ."; wait; sleep 1000',
      );
      await seen(' .\n');
      const pids = pidsIn(text());
      assert(pids.length === 2 && pids.every(isAlive));
      await running.stop();
      await waitFor('the processes to be gone', () => !pids.some(isAlive));
      assert.equal((await run('echo on')).text, 'on\n');
    });

    it('do not hang on output without an end, on bytes that are no text, nor on what holds their output open', async () => {
      const { running, seen } = await start('yes');
      await seen('y\ny\n');
      await running.stop();
      const { exit } = await run('head -c 100000 /dev/urandom');
      assert.deepEqual(exit, { type: 'exited', code: 0 });
      const { text } = await run('sleep 1000 & echo $!');
      assert(isAlive(Number(text)), text);
      process.kill(Number(text));
    });

    it('are interrupted by the person with Ctrl+C', async () => {
      const { running, text, seen } = await start(`echo "pid $$ ${parentShell} ."; exec sleep 1000`);
      await seen(' .\n');
      const [pid = 0, parent] = pidsIn(text());
      running.show();
      const terminal = await waitFor('the terminal', () => shown(parent));
      terminal.sendText('\u0003', false);
      assert.equal(await ends(running), onInterrupt);
      assert(!isAlive(pid));
    });

    it('end when the person closes their terminal', async () => {
      const { running, text, seen } = await start(`echo "pid $$ ${parentShell} ."; sleep 1000`);
      await seen(' .\n');
      const [pid = 0, parent] = pidsIn(text());
      running.show();
      const terminal = await waitFor('the terminal', () => shown(parent));
      terminal.dispose();
      assert.deepEqual(await running.ended, { type: 'closed' });
      await waitFor('the process to be gone', () => !isAlive(pid));
      assert.equal((await run('echo on')).text, 'on\n');
    });

    it('end with the shell that they run in, and the next one has another', async () => {
      const { running, text, seen } = await start(`echo "pid $$ ${parentShell} ."; sleep 1000`);
      await seen(' .\n');
      const [pid = 0, shell = 0] = pidsIn(text());
      // Ours have none: the extension host itself starts what runs in them.
      if (shell === process.pid) return await running.stop();
      process.kill(shell, 'SIGKILL');
      assert.deepEqual(await running.ended, { type: 'closed' });
      await waitFor('the process to be gone', () => !isAlive(pid));
      assert.equal((await run('echo on')).text, 'on\n');
    });

    it('run beside each other in terminals of their own', async () => {
      const server = await start('echo up; exec sleep 1000');
      await server.seen('up\n');
      assert.equal((await run('echo meanwhile')).text, 'meanwhile\n');
      assert(ours().length >= 2);
      await server.running.stop();
    });
  });
}

describe('a command in a terminal that tells', () => {
  /** Types a line of a profile into the shell, and runs a command after it. */
  async function runAfter(line: string, command: string) {
    await using folder = await testFolder();
    const terminals = new Terminals({ integrationMs: 45_000 });
    let text = '';
    const run = async (command: string) => {
      text = '';
      const running = await terminals.start({ command, cwd: folder.path }, (piece) => {
        text += piece;
      });
      return await running.ended;
    };
    assert.deepEqual(await run('true'), { type: 'exited', code: 0 });
    const [terminal] = ours();
    const typed = Promise.withResolvers<void>();
    const listener = vscode.window.onDidEndTerminalShellExecution((event) => {
      if (event.terminal === terminal) typed.resolve();
    });
    terminal?.sendText(line);
    await typed.promise;
    listener.dispose();
    const exit = await run(command);
    terminals.dispose();
    await waitFor('the terminals to be closed', () => ours().length === 0);
    return { exit, text: text.replaceAll('\r\n', '\n') };
  }

  it('of its end before it ends goes on till then', async function () {
    if (process.platform === 'win32') this.skip();
    const end = String.raw`\033]633;D;0\007`;
    const { exit, text } = await runAfter('true', `echo one; printf '${end}'; sleep 2; echo two >two; cat two; exit 5`);
    assert.deepEqual(exit, { type: 'exited', code: 5 });
    // VS Code shows an extension nothing of what comes then.
    assert.match(text, /^one\n/);
  });

  it('of its end before it ends has the terminal for itself till then', async function () {
    if (process.platform === 'win32') this.skip();
    await using folder = await testFolder();
    const terminals = new Terminals({ integrationMs: 45_000 });
    const told = Promise.withResolvers<void>();
    const listener = vscode.window.onDidEndTerminalShellExecution(() => told.resolve());
    const spec = { command: String.raw`printf '\033]633;D;0\007'; exec sleep 1000`, cwd: folder.path };
    const server = await terminals.start(spec, () => {});
    let over = false;
    void server.ended.then(() => {
      over = true;
    });
    await told.promise;
    listener.dispose();
    let text = '';
    const other = await terminals.start({ command: 'echo other', cwd: folder.path }, (piece) => {
      text += piece;
    });
    assert.deepEqual(await other.ended, { type: 'exited', code: 0 });
    assert.equal(text, 'other\r\n');
    assert.equal(over, false);
    await server.stop();
    terminals.dispose();
    await waitFor('the terminals to be closed', () => ours().length === 0);
  });

  it('nothing of its end ends with what it ended with', async function () {
    if (process.platform === 'win32') this.skip();
    // From the second command on.
    const end = String.raw`builtin printf '\e]633;D;0\a'`;
    const ran = await runAfter(
      `__vsc_command_complete() { ${end}; __vsc_command_complete() { :; }; }`,
      'echo hi; exit 5',
    );
    assert.deepEqual(ran, { exit: { type: 'exited', code: 5 }, text: 'hi\n' });
  });

  it('nothing of it at all ends with its process, and what it printed is there', async function () {
    if (process.platform === 'win32') this.skip();
    // A profile that filters what programs print, and takes VS Code's hooks out of the shell.
    const filter = String.raw`sed -u 's/\x1b]6973[^\x07]*\x07//g'`;
    const line = `/bin/sh() { PROMPT_COMMAND=; PS1='$ '; trap - DEBUG; command /bin/sh "$@" | ${filter}; }`;
    const { exit, text } = await runAfter(line, 'echo lost; exit 3');
    assert.deepEqual(exit, { type: 'exited', code: 3 });
    assert.match(text, /\nlost\n/);
  });
});

describe('a terminal of ours', () => {
  it('shows what is typed, but for passwords', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = await testFolder();
    const terminals = new Terminals({ integrationMs: 0 });
    let printed = '';
    const command = 'printf "Name: "; read -r name; printf "Password for $name: "; read -r word; echo "read $word"';
    const running = await terminals.start({ command, cwd: folder.path }, (text) => {
      printed += text;
    });
    running.show();
    const terminal = await waitFor('the terminal', () => shown(process.pid));
    const options = terminal.creationOptions;
    assert('pty' in options);
    let onScreen = '';
    const listener = options.pty.onDidWrite((text) => {
      onScreen += text;
    });
    await waitFor('the first question', () => printed.includes('Name: '));
    options.pty.handleInput?.('Ann\r');
    await waitFor('the second question', () => printed.includes('Password for Ann: '));
    options.pty.handleInput?.('sesame\r');
    await running.ended;
    listener.dispose();
    assert.match(onScreen, /Ann\r\n/);
    assert.equal(onScreen.match(/sesame/g)?.length, 1, onScreen);
    assert.match(onScreen, /read sesame/);
    terminals.dispose();
    await folder[Symbol.asyncDispose]();
    await waitFor('the terminals to be closed', () => ours().length === 0);
  });
});

describe('commands where shell integration does not come', () => {
  it('run in a terminal of ours, and the next one does not wait', async function () {
    if (process.platform === 'win32') this.skip();
    const folder = await testFolder();
    // It has none, as bash has not where a user's profile breaks it.
    const terminals = new Terminals({ shell: { kind: 'sh', path: '/bin/sh' }, integrationMs: 700 });
    const run = async () => {
      let text = '';
      const running = await terminals.start({ command: 'echo hi', cwd: folder.path }, (piece) => {
        text += piece;
      });
      await running.ended;
      return text;
    };
    assert.equal(await run(), 'hi\n');
    const open = ours().length;
    assert.equal(await run(), 'hi\n');
    assert.equal(ours().length, open);
    terminals.dispose();
    await folder[Symbol.asyncDispose]();
    await waitFor('the terminals to be closed', () => ours().length === 0);
  });
});
