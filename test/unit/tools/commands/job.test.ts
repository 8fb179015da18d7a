import assert from 'node:assert/strict';
import type { InputAction } from '../../../../src/agent/events/events.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { jobsOf, type Person, runTool } from '../runTool.ts';

describe('job', function () {
  this.timeout(30_000);
  let workspace: FolderWorkspace;
  beforeEach(async function () {
    if (process.platform === 'win32') this.skip();
    workspace = new FolderWorkspace(await tempFolder());
  });
  afterEach(() => jobsOf(workspace).stopAll());
  after(removeTempFolders);
  const job = (args: object, person?: Person) => runTool(workspace, 'job', args, person);
  const start = async (command: string, more: object = { background: true }) => {
    const ran = await runTool(workspace, 'run_command', { command, ...more });
    return { ...ran, id: /as job (\S+);/.exec(ran.text)?.[1] ?? assert.fail(ran.text) };
  };

  it('lists, reads what is new, and stops', async () => {
    assert.equal((await job({ action: 'list' })).text, 'No command of this session was left running.');
    const { id, text } = await start('echo first; read -r; echo second; exec sleep 1000');
    assert.match(text, /^Started\. It runs on[\s\S]*\nfirst\n/);
    assert.match((await job({ action: 'list' })).text, new RegExp(`^Job ${id}: running, after \\d+ s: echo first;`));
    assert.match((await job({ action: 'read', id })).text, /running, .*\n\(no output\)/);
    jobsOf(workspace).find(id)?.write('\n');
    assert.match((await job({ action: 'read', id, wait_s: 2 })).text, /\nsecond\n/);
    const { text: stopped, display } = await job({ action: 'stop', id });
    assert.match(stopped, /^Job \S+: stopped/);
    assert.deepEqual(display, {
      type: 'jobs',
      action: 'stop',
      command: jobsOf(workspace).find(id)?.command,
      running: 0,
    });
    assert.match((await job({ action: 'list' })).text, /: stopped, after/);
  });

  it('tells of what ends at once', async () => {
    const { text } = await runTool(workspace, 'run_command', { command: 'echo no; exit 4', background: true });
    assert.match(text, /^Exit code 4\.\n<output-.*>\nno\n/);
  });

  it('notices a command that asks, and types an answer into it with consent', async () => {
    const began = performance.now();
    const { id, text, display } = await start('printf "Your name: "; read -r name; echo "Hello, $name"', {
      timeout_s: 60,
    });
    assert(performance.now() - began < 9_000);
    assert.match(text, /^It seems to wait for input\. [\s\S]*\nYour name:\n/);
    assert(display.type === 'command');
    assert.deepEqual(display.ending, { type: 'background', waits: true });
    const refused = job({ action: 'write', id, input: 'Ann\n' }, { decisions: [{ type: 'rejected', feedback: 'no' }] });
    await assert.rejects(refused, /^Error: Nothing was typed: the person refused and said: no/);
    const asked: InputAction[] = [];
    const { text: told, requests } = await job({ action: 'write', id, input: 'Bob\n', wait_s: 20 });
    assert.equal(asked.length, 0);
    assert.deepEqual(requests, [{ type: 'input', command: jobsOf(workspace).find(id)?.command, text: 'Bob\n' }]);
    assert.match(told, /^Job \S+: exit code 0, [\s\S]*Hello, Bob/);
    await assert.rejects(job({ action: 'write', id, input: 'x' }), /Job \S+ has ended: exit code 0/);
  });

  it('does not take for a question what is printed line by line', async () => {
    const { text } = await runTool(workspace, 'run_command', {
      command: 'echo Building:; sleep 3; echo ok',
      timeout_s: 30,
    });
    assert.match(text, /^Exit code 0\./);
  });

  it('does not end a command when the turn is stopped while it is looked at', async () => {
    const { id } = await start('exec sleep 1000');
    const stop = new AbortController();
    const reading = job({ action: 'read', id, wait_s: 600 }, { signal: stop.signal });
    stop.abort();
    assert.match((await reading).text, /: running, /);
  });

  it('bounds how many there are', async () => {
    const starting = Array.from({ length: 8 }, () => start('exec sleep 1000'));
    await Promise.all(starting);
    await assert.rejects(start('exec sleep 1000'), /8 commands run in the background already\. Stop one first/);
  });

  it('forgets the oldest of those that have ended', async () => {
    for (let count = 0; count < 22; count++) await runTool(workspace, 'run_command', { command: 'true' });
    // The newest had not ended when it was looked at last.
    assert.equal(jobsOf(workspace).list().length, 21);
  });

  it('says which there are when it knows none of that name', async () => {
    await assert.rejects(job({ action: 'read' }), /There is no job without an id in this window\.\nNo command/);
    const { id } = await start('exec sleep 1000');
    await assert.rejects(job({ action: 'stop', id: '77' }), new RegExp(`There is no job 77 .*\\nJob ${id}: running`));
    await assert.rejects(job({ action: 'write', id }), /write needs input/);
  });
});
