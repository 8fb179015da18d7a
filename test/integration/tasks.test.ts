// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables as they stand in the file
import assert from 'node:assert/strict';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import type { WorkspaceTask } from '../../src/agent/contracts/tasks.ts';
import { taskCommandLine } from '../../src/tools/commands/taskCommandLine.ts';
import { WorkspaceTasks } from '../../src/vscode/terminal/workspaceTasks.ts';
import { workspaceFolder } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

describe('the tasks of the workspace', () => {
  const file = () => path.join(workspaceFolder(), '.vscode', 'tasks.json');
  const tasks = new WorkspaceTasks();
  let listed: WorkspaceTask[];
  const named = (name: string) => listed.find((task) => task.name === name) ?? assert.fail(`no task ${name}`);
  const lineOf = (name: string) => {
    const { run } = named(name);
    if (!run) return 'those before it';
    return 'not' in run ? run.not : taskCommandLine(run, 'posix', workspaceFolder());
  };

  before(async () => {
    const shell = (label: string, more: object) => ({ label, type: 'shell', ...more });
    await mkdir(path.dirname(file()), { recursive: true });
    const written = [
      shell('line', { command: 'echo "$HOME" && echo ${workspaceFolder}/x', dependsOn: ['words'] }),
      shell('words', { command: 'echo', args: ['one', { value: 'two $x', quoting: 'strong' }] }),
      shell('elsewhere', { command: 'pwd', options: { cwd: '${workspaceFolder}/src', env: { A: 'b c' } } }),
      { label: 'process', type: 'process', command: 'echo', args: ['$HOME', 'a b'] },
      shell('asks', { command: 'echo ${input:what}' }),
      shell('watch', { command: 'sleep 100', isBackground: true }),
      shell('own', { command: 'echo $x', options: { shell: { executable: '/bin/zsh', args: ['-c'] } } }),
      shell('same', { command: 'echo $x', options: { shell: { executable: '/usr/bin/bash', args: ['-c'] } } }),
      shell('login', { command: 'echo $x', options: { shell: { executable: '/bin/bash', args: ['-lc'] } } }),
      shell('grouped', { command: 'true', group: 'build', options: { cwd: '${workspaceFolder}/src' } }),
      { label: 'both', dependsOn: ['line', 'words'], dependsOrder: 'sequence' },
    ];
    await writeFile(file(), JSON.stringify({ version: '2.0.0', tasks: written }));
    listed = await waitFor('the tasks of tasks.json', async () => {
      const found = await tasks.list();
      return found.some(({ name }) => name === 'watch') && found;
    });
  });
  after(() => rm(file(), { force: true }));

  it('are those that npm has, as it runs them', () => {
    assert.equal(named('test').source, 'npm');
    assert.match(lineOf('test'), /^npm (run )?test$/);
  });

  it('are those of tasks.json, with what the editor fills in', () => {
    assert.equal(lineOf('line'), `echo "$HOME" && echo ${workspaceFolder()}/x`);
    assert.deepEqual(named('line').after, ['words']);
    assert.equal(lineOf('words'), "echo one 'two $x'");
    assert.equal(lineOf('process'), "echo '$HOME' 'a b'");
    assert.equal(lineOf('elsewhere'), `cd ${workspaceFolder()}/src && export A='b c' && pwd`);
    assert.equal(named('watch').background, true);
    assert.equal(named('words').background, false);
    assert.equal(named('grouped').group, 'build');
  });

  it('say why one cannot be run as a command', () => {
    assert.match(lineOf('asks'), /only the editor fills in \$\{input:what\}/);
    assert.equal(lineOf('own'), 'it is written for zsh, and commands run in bash here');
    assert.equal(lineOf('login'), 'it is written for bash -lc, and commands run in bash here');
    assert.equal(lineOf('same'), 'echo $x');
  });

  it('may only stand for others', () => {
    assert.equal(lineOf('both'), 'those before it');
    assert.deepEqual(named('both').after, ['line', 'words']);
  });

  it('are known to VS Code as they are here', async () => {
    const known = await vscode.tasks.fetchTasks();
    assert.deepEqual(listed.map(({ name }) => name).sort(), known.map(({ name }) => name).sort());
  });
});
