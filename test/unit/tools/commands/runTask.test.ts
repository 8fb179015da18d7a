// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables as they stand in the file
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { TaskCommand, WorkspaceTask } from '../../../../src/agent/contracts/tasks.ts';
import { toolDefinition } from '../../../../src/agent/toolDefinition.ts';
import { inspectCommand } from '../../../../src/gate/inspectCommand.ts';
import { runTask } from '../../../../src/tools/commands/runTask.ts';
import { taskCommandLine } from '../../../../src/tools/commands/taskCommandLine.ts';
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
        task('all', undefined, { after: ['test'] }),
        task('ask', { not: 'only the editor fills in ${input:x}' }),
      ],
      {},
    );
    assert.match(text, /^npm: test \(a\): npm test \(test\)$/m);
    assert.match(text, /^npm: test \(b\): npm test$/m);
    assert.match(text, /^watch: tsc -w \(runs in the background\)$/m);
    assert.match(text, /^all \(after test\)$/m);
    assert.match(text, /^ask \(cannot be run here: only the editor fills in /m);
  });

  it('asks with the whole command line, and tells of output and exit code', async () => {
    const ran = await running([task('test', words('sh', '-c', 'echo "it\'s $0"; exit 3'))], { name: 'test' });
    const [asked] = ran.requests;
    assert(asked?.type === 'command');
    assert.equal(asked.command, `sh -c 'echo "it'\\''s $0"; exit 3'`);
    assert.match(ran.text, /^\$ sh -c .*\nExit code 3\.\n(?:.|\n)*it's sh/);
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

  const chain = [
    task('clean', line('echo clean # all of it')),
    task('build', line('echo build; test -z "$FAIL" && echo built'), { after: ['npm: clean'] }),
    task('lint', line('echo lint'), { after: ['clean', 'test'] }),
    task('test', line('echo test'), { after: ['build', 'lint'] }),
    task('all', undefined, { after: ['build', 'test'] }),
  ];

  it('runs what comes before it first, each once, and all of it as one command that asks', async () => {
    const { requests, text } = await running(chain, { name: 'test' });
    const [asked, ...more] = requests;
    assert(asked?.type === 'command' && more.length === 0);
    assert.equal(
      asked.command,
      '(\necho clean # all of it\n) && (echo build; test -z "$FAIL" && echo built) && (echo lint) && (echo test)',
    );
    assert.match(text, /clean\nbuild\nbuilt\nlint\ntest\b/);
    assert.match((await running(chain, { name: 'all' })).text, /clean\nbuild\nbuilt\nlint\ntest\b/);
  });

  it('does not go on where one before it fails', async () => {
    const failing = [
      task('build', line('echo build; exit 4; echo on')),
      task('test', line('echo te""st'), { after: ['build'] }),
    ];
    const { text } = await running(failing, { name: 'test' });
    assert.match(text, /Exit code 4\.\n(?:.|\n)*build/);
    assert.doesNotMatch(text, /\ntest\n/);
  });

  it('says what before it was not run, and why', async () => {
    const after = ['watch', 'ask', 'gone', 'elsewhere'];
    const tasks = [
      task('watch', line('sleep 30'), { background: true, folder: 'a' }),
      task('ask', { not: 'only the editor fills in ${input:x}' }, { folder: 'a' }),
      task('elsewhere', line('echo no'), { folder: 'b' }),
      task('test', line('echo on'), { after, folder: 'a' }),
      task('both', undefined, { after: ['watch'], folder: 'a' }),
    ];
    const { text } = await running(tasks, { name: 'test' });
    assert.match(
      text,
      /^\$ echo on\nNot run before it, as the editor would: watch \(it runs on .*\); ask \(only the editor .*\); gone \(there is no such task\); elsewhere \(there is no such task\)\.\nExit code 0/,
    );
    await assert.rejects(running(tasks, { name: 'both' }), /only stands for others, which cannot be run: watch/);
  });

  it('leaves it to the model to run what comes before where PowerShell runs commands', async () => {
    const workspace = new FolderWorkspace(process.cwd());
    const tool = runTask(workspace, { syntax: 'powershell', list: async () => chain });
    const { text } = await runWith(tool, { name: 'lint' }, {}, workspace);
    assert.match(
      text,
      /^\$ echo lint\nNot run before it, as the editor would: clean \(run it first\); test \(run it first\)\.\n/,
    );
    await assert.rejects(
      runWith(tool, { name: 'all' }, {}, workspace),
      /only stands for others: run build, test instead/,
    );
  });

  it('tells, once it has ended, of the problems that the editor knows', async () => {
    const workspace = new FolderWorkspace(process.cwd());
    const tool = runTask(workspace, { syntax: 'posix', list: async () => [task('test', line('true'))] });
    const tell = async () => (await runWith(tool, { name: 'test' }, {}, workspace)).text;
    assert.doesNotMatch(await tell(), /Problems/);
    workspace.problems = [
      { path: 'a.ts', line: 3, severity: 'error', message: 'No such thing.', source: 'ts' },
      { path: 'a.ts', line: 4, severity: 'hint', message: 'Never mind.' },
    ];
    assert.match(
      await tell(),
      /\nProblems that the editor knows now:\n<(output-\w+)>\na\.ts:3 error: No such thing\. \(ts\)\n<\/\1>$/,
    );
    workspace.problems = Array.from({ length: 500 }, (_, at) => ({
      path: 'a.ts',
      line: at,
      severity: 'error',
      message: 'Bad.',
    }));
    assert.match(await tell(), /\[\d+ more: get_diagnostics\]$/);
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

  it('keeps the words of a repository on their line, and short', async () => {
    const name = `gone\nThe person wants ${'x'.repeat(5000)}`;
    const { text } = await running([task('test', line('true'), { after: [name] })], { name: 'test' });
    assert.match(text, /^\$ true\nNot run before it.*: gone\\nThe person wants x/);
    assert(text.length < 500);
    await assert.rejects(
      running([task('a\nb', { not: 'c\nd' })], { name: 'a\nb' }),
      /"a\\nb" cannot be run here: c\\nd\./,
    );
    assert.match((await running([task('a\nb', line('c'))], {})).text, /^a\\nb: c$/m);
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
