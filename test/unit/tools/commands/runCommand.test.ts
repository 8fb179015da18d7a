import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import { escapeCodeRemover } from '../../../../src/util/text/stripEscapeCodes.ts';
import { startProcess } from '../../../../src/vscode/terminal/spawnShell.ts';
import { waitFor } from '../../../integration/support/waitFor.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { jobsOf, type Person, runTool } from '../runTool.ts';

const node = (script: string) => `"${process.execPath}" -e "${script}"`;

/** A process that ended but that nobody buried yet does not live. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** What a command that succeeded printed, as the model reads it. */
function printed(text: string): string | undefined {
  return /^Exit code 0\.\n<(output-[0-9a-f]{8})>\n([\s\S]*)\n<\/\1>$/.exec(text)?.[2];
}

describe('run_command', function () {
  this.timeout(30_000);
  let folder: string;
  let workspace: FolderWorkspace;
  before(async () => {
    folder = await tempFolder();
    workspace = new FolderWorkspace(folder, await tempFolder());
  });
  after(async () => {
    await jobsOf(workspace).stopAll();
    await removeTempFolders();
  });
  const run = (command: string, timeout_s = 20, person: Person = {}) =>
    runTool(workspace, 'run_command', { command, timeout_s }, person);

  it('asks, runs in the first folder, and returns exit code and output', async () => {
    const command = node("console.log(process.cwd(), 'ü'); console.error('err'); process.exit(3)");
    const { text, display, requests, progress } = await run(command);
    assert.deepEqual(requests, [{ type: 'command', command, cwd: path.basename(folder) }]);
    assert.match(text, /^Exit code 3\.\n/);
    assert(text.includes(`${folder} ü`) && text.includes('err'));
    assert(progress.includes(`${folder} ü\n`));
    assert(display.type === 'command');
    assert.deepEqual(display.ending, { type: 'exited', code: 3 });
  });

  it('runs nothing when it may not', async () => {
    const { text, display } = await run('echo hi > made', 5, { decisions: [{ type: 'rejected', feedback: 'why?' }] });
    assert.equal(text, 'The command was not run: the person refused and said: why?');
    assert.deepEqual(display, { type: 'command', ending: { type: 'skipped' }, durationMs: 0 });
    assert.equal(await workspace.stat(`${folder}/made`), undefined);
  });

  it('streams while it runs', async () => {
    const { promise: seen, resolve } = Promise.withResolvers<void>();
    const stop = new AbortController();
    const running = run(node("console.log('first'); setInterval(() => {}, 1000)"), 20, {
      signal: stop.signal,
      onProgress: () => resolve(),
    });
    await seen;
    stop.abort();
    const { text, display } = await running;
    assert.match(text, /^Stopped by the person\.\n<output-\w+>\nfirst\n<\/output-\w+>$/);
    assert(display.type === 'command');
    assert.deepEqual(display.ending, { type: 'stopped' });
  });

  it('goes on in the background after its time, and is stopped with all that it started, even what will not listen', async function () {
    if (process.platform === 'win32') this.skip();
    const { text, progress, display } = await run(
      "trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000 & echo $!; wait",
      1,
    );
    assert.match(text, /^Not done after 1 s\. It runs on in the background as job (\S+); what it changes from now on/);
    assert.match(text, /All of its output, for read_file and search_text: \//);
    assert(display.type === 'command');
    assert.deepEqual(display.ending, { type: 'background', waits: false });
    const pids = progress.trim().split('\n').map(Number);
    assert(pids.length > 0 && pids.every((pid) => pid > 0 && isAlive(pid)));
    const id = /as job (\S+);/.exec(text)?.[1];
    const stopped = await runTool(workspace, 'job', { action: 'stop', id });
    assert.match(stopped.text, /: stopped, after \d+ s: trap/);
    while (pids.some(isAlive)) await immediate();
  });

  it('ends when the turn is stopped', async function () {
    if (process.platform === 'win32') this.skip();
    const stop = new AbortController();
    const { text, progress } = await run('echo $$; exec sleep 1000', 20, {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    assert.match(text, /^Stopped by the person\./);
    const pid = Number(progress);
    while (isAlive(pid)) await immediate();
  });

  it('runs exactly what is written, however it is written', async function () {
    if (process.platform === 'win32') this.skip();
    const told = async (command: string) => printed((await run(command)).text);
    assert.equal(await told('echo "a!b" \'$HOME !!\' `echo c` "$((1 + 2))" \\$x'), 'a!b $HOME !! c 3 $x');
    assert.equal(await told('cat <<EOF\none $((1+1))\n  "two"\nEOF\necho three'), 'one 2\n  "two"\nthree');
    assert.equal(await told('for i in 1 2; do\n  echo "$i"\ndone\n# a comment'), '1\n2');
    assert.equal(await told('\n\n\necho {a,b}'), 'a b');
    assert.match((await run('echo before; exit 3')).text, /^Exit code 3\.\n<output-.*>\nbefore\n/);
    assert.match((await run('kill -9 $$')).text, /^Ended by a signal\./);
  });

  it('is not what a profile, a function or an option in the environment makes of it', async function () {
    if (process.platform === 'win32' || !existsSync('/bin/bash')) this.skip();
    const file = path.join(folder, 'profile.sh');
    await writeFile(file, 'echo() { printf hijacked; }\n');
    await writeFile(path.join(folder, '.bashrc'), 'printf hijacked\n');
    const env = {
      ...process.env,
      // With no shell around it, bash takes a socket for its input to be that of a remote shell.
      HOME: folder,
      SHLVL: '0',
      SSH_CLIENT: '127.0.0.1 1 22',
      BASH_ENV: file,
      ENV: file,
      'BASH_FUNC_echo%%': '() { printf hijacked; }',
      SHELLOPTS: 'noexec',
    };
    let text = '';
    const running = await startProcess({ command: 'echo hi', cwd: folder, env }, (piece) => {
      text += piece;
    });
    assert.deepEqual(await running.ended, { type: 'exited', code: 0 });
    assert.equal(text, 'hi\n');
  });

  it('does not wait for a child in the background that holds the output open', async function () {
    if (process.platform === 'win32') this.skip();
    const began = performance.now();
    const { text, progress } = await run('sleep 1000 & echo $!');
    assert(performance.now() - began < 5000);
    const pid = Number(progress);
    assert.equal(printed(text), String(pid));
    assert(isAlive(pid), 'it was left running');
    process.kill(pid);
  });

  it('bounds what an endless output leaves', async () => {
    const line =
      "const line = 'y'.repeat(99) + '\\n'; (function go() { while (process.stdout.write(line.repeat(1000))); process.stdout.once('drain', go) })()";
    const { text, progress } = await run(node(line.replaceAll('\\n', '\\\\n')), 1);
    assert(text.length < 31_000, `${text.length}`);
    assert.match(text, /\[… \d+ bytes left out …\]/);
    const file = /search_text: (.*)$/.exec(text)?.[1] ?? '';
    await waitFor('the file to be full', async () => (await stat(file)).size > 4_999_000);
    await jobsOf(workspace).stopAll();
    const { size } = await stat(file);
    assert(size < 5_001_000, `${size}`);
    assert((await readFile(file, 'utf8')).endsWith('\n[What came after this is not in this file.]\n'));
    assert(progress.length < 1_001_000, `${progress.length}`);
    assert(progress.endsWith('\n[…]\n'));
  });

  it('keeps no key in the file of what is long', async () => {
    const key = `ghp_${'a1B2'.repeat(10)}`;
    const { text } = await run(node(`for (let n = 0; n < 2000; n++) console.log('line', n, '${key}')`));
    const kept = await readFile(/search_text: (.*)$/.exec(text)?.[1] ?? '', 'utf8');
    assert.match(kept, /^line 0 ghp_\*\*\*\n/);
    assert(!kept.includes(key));
  });

  it('shows the model what a terminal would show in the end', async () => {
    const { text } = await run(
      node("process.stdout.write('10%\\r50%\\r100%\\x1b[32m done\\x1b[0m\\r\\nspin\\x1b[1G\\x1b[0Knext\\x07\\n')"),
    );
    assert.equal(printed(text), '100% done\nnext');
  });

  it('says so of silence and of commands that do not exist', async () => {
    assert.equal((await run(node('0'))).text, 'Exit code 0.\n(no output)');
    assert.match((await run('no-such-command-here')).text, /^Exit code (127|1)\.\n<output-.*>\n.*no-such-command-here/);
  });

  it('needs a folder that exists', async () => {
    const attempt = (where: FolderWorkspace) => runTool(where, 'run_command', { command: 'echo' });
    await assert.rejects(attempt(new FolderWorkspace()), /No folder is open/);
    const gone = await tempFolder();
    await rm(gone, { recursive: true });
    await assert.rejects(attempt(new FolderWorkspace(gone)), /The folder .* does not exist/);
  });

  it('says when the shell cannot be started', async () => {
    const shell = { kind: 'sh', path: '/no/such/shell' } as const;
    await assert.rejects(
      startProcess({ command: 'echo', cwd: folder, env: process.env, shell }, () => {}),
      /The shell could not be started/,
    );
  });

  it('takes bytes that are no text', async function () {
    if (process.platform === 'win32') this.skip();
    const { text } = await run('head -c 20000 /dev/urandom; echo; echo end');
    assert.match(text, /^Exit code 0\./);
    assert(text.includes('\nend\n'));
    assert.doesNotMatch(text, /[^\P{Cc}\t\n]/u);
  });

  it('keeps all of a long output where the model can look it up', async function () {
    if (process.platform === 'win32') this.skip();
    const { text } = await run('seq 1 20000');
    const file = /search_text: (.*)$/.exec(text)?.[1] ?? '';
    const page = await runTool(workspace, 'read_file', { path: file, start_line: 9000, end_line: 9001 });
    assert.match(page.text, /^9000\t9000\n9001\t9001\n/);
    assert.equal((await readFile(file, 'utf8')).split('\n').length, 20_001);
  });
});

describe('escapeCodeRemover', () => {
  it('removes codes wherever pieces cut them', () => {
    const text = 'a\x1b[1;31mred\x1b[0m \x1b]8;;http://x\x07link\x1b]8;;\x1b\\ end';
    for (let at = 0; at <= text.length; at++) {
      const remove = escapeCodeRemover();
      assert.equal(remove(text.slice(0, at)) + remove(text.slice(at)), 'ared link end', `cut at ${at}`);
    }
  });
});
