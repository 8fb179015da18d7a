import path from 'node:path';
import * as vscode from 'vscode';
import type { TaskCommand, Tasks, TaskWord, WorkspaceTask } from '../../agent/contracts/tasks.ts';
import { openFolders } from '../workspace/openFolders.ts';
import { COMMAND_SHELL, shellSyntax } from './commandShell.ts';

/** What the editor fills in only with a user before it, or that only it knows. */
const UNKNOWN =
  /\$\{(?:(?:input|command|config|env|workspaceFolder):[^{}]*|file\w*|relativeFile\w*|lineNumber|columnNumber|selectedText|selectedString|execPath|defaultBuildTask)\}/;

/** Finding tasks may read the whole project. */
const LIMIT_MS = 5000;

/** VS Code's own tasks: of tasks.json, of npm, and of other extensions. */
export class WorkspaceTasks implements Tasks {
  readonly syntax = shellSyntax(COMMAND_SHELL) === 'posix' ? 'posix' : 'powershell';

  async list(): Promise<WorkspaceTask[]> {
    if (!vscode.workspace.isTrusted) return [];
    const late = Promise.withResolvers<vscode.Task[]>();
    const timer = setTimeout(() => late.resolve([]), LIMIT_MS);
    try {
      const tasks = await Promise.race([vscode.tasks.fetchTasks(), late.promise]);
      return tasks.map(readTask);
    } finally {
      clearTimeout(timer);
    }
  }
}

function readTask(task: vscode.Task): WorkspaceTask {
  const folder = typeof task.scope === 'object' ? task.scope : vscode.workspace.workspaceFolders?.[0];
  const folders = openFolders();
  const name = folders.find(({ path }) => path === folder?.uri.fsPath)?.name;
  return {
    name: task.name,
    source: task.source,
    ...(folders.length > 1 && name !== undefined ? { folder: name } : {}),
    ...(task.group ? { group: task.group.id } : {}),
    background: task.isBackground,
    after: dependencies(task, folder),
    run: readExecution(task.execution, folder),
  };
}

function readExecution(
  execution: vscode.Task['execution'],
  folder: vscode.WorkspaceFolder | undefined,
): WorkspaceTask['run'] {
  const unknown: string[] = [];
  const fill = (text: string) => {
    const filled = fillIn(text, folder);
    const [first] = UNKNOWN.exec(filled) ?? [];
    if (first !== undefined) unknown.push(first);
    return filled;
  };
  if (!execution) return undefined;
  const run = commandOf(execution, fill);
  if ('not' in run) return run;
  const cwd = 'options' in execution ? execution.options?.cwd : undefined;
  const environment = 'options' in execution ? (execution.options?.env ?? {}) : {};
  const standing = cwd === undefined ? folder?.uri.fsPath : path.resolve(folder?.uri.fsPath ?? '', fill(cwd));
  const filled = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, fill(value)]));
  if (unknown.length > 0) return { not: `only the editor fills in ${unknown.join(', ')}; ask the person to run it` };
  return { words: run, ...(standing === undefined ? {} : { cwd: standing }), environment: filled };
}

function commandOf(
  execution: NonNullable<vscode.Task['execution']>,
  fill: (text: string) => string,
): TaskCommand['words'] | { not: string } {
  if (execution instanceof vscode.ProcessExecution) {
    const words = [execution.process, ...execution.args].map((text) => ({
      text: fill(text),
      quoting: 'whole' as const,
    }));
    return { type: 'words', words };
  }
  if (!(execution instanceof vscode.ShellExecution)) return { not: 'its extension runs it by itself' };
  const shell = otherShell(execution.options);
  if (shell !== undefined) return { not: `it is written for ${shell}, and commands run in ${COMMAND_SHELL.kind} here` };
  if (execution.commandLine !== undefined) return { type: 'line', line: fill(execution.commandLine) };
  if (!execution.command) return { not: 'it has no command' };
  return { type: 'words', words: [execution.command, ...(execution.args ?? [])].map((word) => shellWord(word, fill)) };
}

/** A shell that would read the command in its own way. */
function otherShell({ executable, shellArgs = [] }: vscode.ShellExecutionOptions = {}): string | undefined {
  if (executable === undefined) return undefined;
  const name = path.basename(executable).replace(/\.exe$/i, '');
  if (name.toLowerCase() !== COMMAND_SHELL.kind) return name;
  return shellArgs.every((word) => /^-(?:c|Command)$/i.test(word)) ? undefined : [name, ...shellArgs].join(' ');
}

/** As VS Code quotes them: a plain one only where blanks would take it apart. */
function shellWord(word: string | vscode.ShellQuotedString, fill: (text: string) => string): TaskWord {
  if (typeof word !== 'string') return { text: fill(word.value), quoting: 'whole' };
  const text = fill(word);
  return { text, quoting: /\s/.test(text) ? 'whole' : 'asWritten' };
}

function fillIn(text: string, folder: vscode.WorkspaceFolder | undefined): string {
  const place = folder?.uri.fsPath;
  return text.replace(
    /\$\{(workspaceFolder|workspaceRoot|workspaceFolderBasename|cwd|pathSeparator|\/)\}/g,
    (whole, name) => {
      if (name === 'pathSeparator' || name === '/') return path.sep;
      if (place === undefined) return whole;
      return name === 'workspaceFolderBasename' ? path.basename(place) : place;
    },
  );
}

/** The tasks of tasks.json say so there only. */
function dependencies({ name }: vscode.Task, folder: vscode.WorkspaceFolder | undefined): string[] {
  const tasks: unknown = vscode.workspace.getConfiguration('tasks', folder?.uri).get('tasks');
  for (const task of Array.isArray(tasks) ? tasks : []) {
    const [label, on] = [property(task, 'label'), property(task, 'dependsOn')];
    if (label === name) return (Array.isArray(on) ? on : [on]).filter((one) => typeof one === 'string');
  }
  return [];
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
