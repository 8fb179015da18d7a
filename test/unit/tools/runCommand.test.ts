import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as immediate } from 'node:timers/promises';
import { escapeCodeRemover } from '../../../src/vscode/escapeCodes.ts';
import { runProcess } from '../../../src/vscode/process.ts';
import { FolderWorkspace } from '../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../support/tempFolder.ts';
import { type Person, runTool } from './runTool.ts';

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
  after(removeTempFolders);
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

  it('reads nothing from a keyboard', async () => {
    assert.match((await run(node("process.stdin.resume().on('end', () => console.log('closed'))"))).text, /closed/);
  });

  it('ends at its timeout with all that it started, even what will not listen', async function () {
    if (process.platform === 'win32') this.skip();
    const { text, progress } = await run("trap '' TERM; sleep 1000 & echo $!; wait; sleep 1000 & echo $!; wait", 1);
    assert.match(text, /^Ended after its time of 1 s was over\. A larger timeout_s/);
    const pids = progress.trim().split('\n').map(Number);
    assert(pids.length > 0 && pids.every((pid) => pid > 0));
    while (pids.some(isAlive)) await immediate();
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
    assert.match(text, /\[… \d{7,} bytes left out …\]/);
    assert(progress.length < 1_001_000, `${progress.length}`);
    assert(progress.endsWith('\n[…]\n'));
  });

  it('shows the model what a terminal would show in the end', async () => {
    const { text } = await run(
      node("process.stdout.write('10%\\r50%\\r100%\\x1b[32m done\\x1b[0m\\r\\nnext\\x07\\n')"),
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
    const spec = { command: 'echo', cwd: folder, timeoutMs: 1000, env: process.env, shell: '/no/such/shell' };
    await assert.rejects(
      runProcess(spec, () => {}, new AbortController().signal),
      /The shell could not be started/,
    );
  });

  it('starts nothing once stopped', async () => {
    const spec = { command: 'echo hi > made', cwd: folder, timeoutMs: 1000, env: process.env };
    assert.deepEqual(await runProcess(spec, () => {}, AbortSignal.abort()), { type: 'stopped' });
    assert.equal(await workspace.stat(`${folder}/made`), undefined);
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
