// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables as they stand in the file
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { inspectCommand } from '../../../../src/agent/gate/inspectCommand.ts';
import type { TaskCommand, WorkspaceTask } from '../../../../src/agent/tasks.ts';
import { toolDefinition } from '../../../../src/agent/toolDefinition.ts';
import { runTask } from '../../../../src/tools/tasks/runTask.ts';
import { taskCommandLine } from '../../../../src/tools/tasks/taskCommandLine.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { jobsOf, runWith } from '../runTool.ts';

const words = (...texts: string[]): TaskCommand => ({
  words: { type: 'words', words: texts.map((text) => ({ text, quoting: 'whole' })) },
  environment: {},
});
const line = (text: string): TaskCommand => ({ words: { type: 'line', line: text }, environment: {} });
const task = (name: string, run: WorkspaceTask['run'], more: Partial<WorkspaceTask> = {}): WorkspaceTask => ({
  name,
  source: 'npm',
  background: false,
  after: [],
  run,
  ...more,
});

async function running(tasks: WorkspaceTask[], args: { name?: string }, folder = process.cwd()) {
  const workspace = new FolderWorkspace(folder);
  const tool = runTask(workspace, { syntax: 'posix', list: async () => tasks });
  try {
    return await runWith(tool, args, {}, workspace);
  } finally {
    await jobsOf(workspace).stopAll();
  }
}

describe('run_task', () => {
  after(removeTempFolders);

  it('lists the tasks by names that tell them apart', async () => {
    const { text } = await running(
      [
        task('test', words('npm', 'test'), { group: 'test', folder: 'a' }),
        task('test', words('npm', 'test'), { folder: 'b' }),
        task('watch', line('tsc -w'), { background: true }),
        task('all', { not: 'it only stands for other tasks' }, { after: ['test'] }),
      ],
      {},
    );
    assert.match(text, /^npm: test \(a\): npm test \(test\)$/m);
    assert.match(text, /^npm: test \(b\): npm test$/m);
    assert.match(text, /^watch: tsc -w \(runs in the background\)$/m);
    assert.match(text, /^all \(after test; cannot be run here: it only stands for other tasks\)$/m);
  });

  it('asks with the whole command line, and tells of output and exit code', async () => {
    const ran = await running([task('test', words('sh', '-c', 'echo "it\'s $0"; exit 3'), { after: ['build'] })], {
      name: 'test',
    });
    const [asked] = ran.requests;
    assert(asked?.type === 'command');
    assert.equal(asked.command, `sh -c 'echo "it'\\''s $0"; exit 3'`);
    assert.match(ran.text, /^\$ sh -c .*\nThe tasks before it were not run: build\.\nExit code 3\.\n(?:.|\n)*it's sh/);
    assert.deepEqual(ran.display.type === 'command' && ran.display.ending, { type: 'exited', code: 3 });
  });

  it('runs where the task stands, with its environment', async () => {
    const folder = await tempFolder();
    const cwd = path.join(folder, "it's here");
    await mkdir(cwd);
    const run = { ...line('pwd; echo $A'), cwd, environment: { A: 'b c' } };
    const { text } = await running([task('where', run)], { name: 'where' }, folder);
    assert(text.includes(`${cwd}\nb c`), text);
  });

  it('leaves a watcher running', async () => {
    const { display, text } = await running([task('watch', line('echo on; sleep 30'), { background: true })], {
      name: 'watch',
    });
    assert.match(text, /in the background as job/);
    assert.equal(display.type === 'command' && display.ending.type, 'background');
  });

  it('says which tasks may be meant, and why one cannot be run', async () => {
    const tasks = [task('test:unit', line('a')), task('input', { not: 'only the editor fills in ${input:x}' })];
    await assert.rejects(running(tasks, { name: 'test' }), /no one task "test"\. Meant may be: test:unit\./);
    await assert.rejects(running(tasks, { name: 'input' }), /cannot be run here: only the editor fills in/);
    assert.match((await running([], {})).text, /no tasks/);
  });

  it('takes little room, and is offered only where there are tasks', async () => {
    const offered = (tasks: WorkspaceTask[]) =>
      runTask(new FolderWorkspace(), { syntax: 'posix', list: async () => tasks }).offered?.();
    assert.equal(await offered([]), false);
    assert.equal(await offered([task('test', line('a'))]), true);
    const tool = runTask(new FolderWorkspace(), { syntax: 'posix', list: async () => [] });
    assert(Buffer.byteLength(JSON.stringify(toolDefinition(tool))) <= 450);
  });
});

describe("a task's command line", () => {
  it('is quoted for PowerShell on Windows', () => {
    const run = { ...words('C:\\Program Files\\x.exe', "it's", '$x'), cwd: 'C:\\a b', environment: { A: "b'c" } };
    assert.equal(
      taskCommandLine(run, 'powershell', 'C:\\a'),
      "Set-Location -LiteralPath 'C:\\a b' -ErrorAction Stop; $env:A = 'b''c'; & 'C:\\Program Files\\x.exe' 'it''s' '$x'",
    );
    assert.equal(taskCommandLine(words('npm', 'run', 'test'), 'powershell', 'C:\\a'), 'npm run test');
  });

  it('is what the gate judges, with all that it brings', () => {
    const place = { shell: 'posix' as const, cwd: '/a', home: '/home/me', windows: false };
    const inspect = (run: TaskCommand) => inspectCommand(taskCommandLine(run, 'posix', '/a'), place);
    assert.deepEqual(inspect({ ...words('npm', 'run', 'test'), cwd: '/a' }).reasons, []);
    assert.notDeepEqual(inspect(words('rm', '-rf', 'build')).reasons, []);
    assert.notDeepEqual(inspect({ ...line('npm test'), environment: { LD_PRELOAD: './x.so' } }).reasons, []);
    assert(inspect({ ...line('npm test'), cwd: '/etc' }).mentions.some((mention) => mention.path === '/etc'));
  });
});
