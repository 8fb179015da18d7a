import * as z from 'zod';
import type { TaskCommand, Tasks, WorkspaceTask } from '../../agent/contracts/tasks.ts';
import type { Tool, ToolResult } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { markUntrusted } from '../../agent/results/markUntrusted.ts';
import { oneLine } from '../../util/text/oneLine.ts';
import { fitLines, truncate } from '../../util/text/truncate.ts';
import { formatDiagnostic } from '../common/formatDiagnostic.ts';
import { runShellCommand } from './runCommand.ts';
import { chainedLines, taskCommandLine } from './taskCommandLine.ts';
import { taskDependencies } from './taskDependencies.ts';

const MAX_LIST_BYTES = 20_000;
const MAX_PROBLEM_BYTES = 4_000;
const MAX_NAME_LENGTH = 200;

const schema = z.object({ name: z.string().optional().describe('Without it, lists them') });

export function runTask(workspace: Workspace, tasks: Tasks): Tool<z.infer<typeof schema>> {
  return {
    name: 'run_task',
    kind: 'run',
    description: 'Run a task of the workspace: its own builds, tests, watchers. As run_command otherwise.',
    schema,
    offered: async () => (await tasks.list()).length > 0,
    async run({ name }, context) {
      const all = await tasks.list();
      const known = named(all);
      if (!name) return listed(known);
      const { command, background, left } = commandOf(find(known, name), all, tasks, workspace);
      const result = await runShellCommand(workspace, { command, background }, context);
      const notes = left.length > 0 ? `Not run before it, as the editor would: ${left.join('; ')}.\n` : '';
      const problems = hasEnded(result) ? await wordProblems(workspace) : '';
      return { ...result, output: `$ ${command}\n${notes}${result.output}${problems}` };
    },
  };
}

/** A task with those before it, as one command. Throws where it is none. */
function commandOf(
  task: WorkspaceTask,
  all: readonly WorkspaceTask[],
  { syntax }: Tasks,
  workspace: Workspace,
): { command: string; background: boolean; left: string[] } {
  const { run, name, background } = task;
  if (run && 'not' in run) throw new Error(`The task "${wordName(name)}" cannot be run here: ${wordName(run.not)}.`);
  const before = taskDependencies(task, all);
  const folder = workspace.folders()[0]?.path ?? '';
  const lineOf = (one: TaskCommand) => taskCommandLine(one, syntax, folder);
  // Version 5 of PowerShell has no way to write that one line goes on only where another succeeded.
  const apart = syntax === 'powershell' && before.commands.length > 0;
  if (apart && !run)
    throw new Error(`The task "${name}" only stands for others: run ${task.after.join(', ')} instead.`);
  if (apart) before.left.push(...task.after.map((one) => `${one} (run it first)`));
  const lines = [...(apart ? [] : before.commands), ...(run ? [run] : [])].map(lineOf);
  if (lines.length === 0)
    throw new Error(
      `The task "${name}" only stands for others, which cannot be run: ${before.left.map(wordName).join('; ')}.`,
    );
  return { command: chainedLines(lines), background, left: [...new Set(before.left)].map(wordName) };
}

/** Words of the repository's, which say nothing by themselves. */
function wordName(text: string): string {
  return oneLine(truncate(text, MAX_NAME_LENGTH));
}

function hasEnded({ display }: ToolResult): boolean {
  return display.type === 'command' && display.ending.type === 'exited';
}

/** What the editor's language tools know by now: a task's own problem matchers are for tasks that the editor runs. */
async function wordProblems(workspace: Workspace): Promise<string> {
  const found = await workspace.diagnostics();
  const grave = found.filter(({ severity }) => severity === 'error' || severity === 'warning');
  if (grave.length === 0) return '';
  const shown = fitLines(grave.map(formatDiagnostic), MAX_PROBLEM_BYTES);
  const more = grave.length - shown.length;
  const rest = more > 0 ? `\n[${more} more: get_diagnostics]` : '';
  return `\nProblems that the editor knows now:\n${markUntrusted('output', shown.join('\n'))}${rest}`;
}

/** Each under the shortest name that is its own. */
function named(tasks: readonly WorkspaceTask[]): Map<string, WorkspaceTask> {
  const names = ({ name, source, folder }: WorkspaceTask) => [
    name,
    `${source}: ${name}`,
    ...(folder === undefined ? [] : [`${source}: ${name} (${folder})`]),
  ];
  const known = new Map<string, WorkspaceTask>();
  for (const task of tasks) {
    const own = names(task).find((name) => tasks.every((other) => other === task || !names(other).includes(name)));
    known.set(own ?? names(task).at(-1) ?? task.name, task);
  }
  return known;
}

function find(known: ReadonlyMap<string, WorkspaceTask>, name: string): WorkspaceTask {
  const exact = known.get(name);
  if (exact) return exact;
  const like = [...known].filter(([own, task]) => task.name === name || own.includes(name));
  const [only, ...more] = like.filter(([, task]) => `${task.source}: ${task.name}` === name);
  if (only && more.length === 0) return only[1];
  const meant = like.length > 0 ? ` Meant may be: ${like.map(([own]) => wordName(own)).join(', ')}.` : '';
  throw new Error(`There is no one task "${name}".${meant} Call run_task without a name to see all.`);
}

function listed(known: ReadonlyMap<string, WorkspaceTask>): ToolResult {
  const lines = [...known].map(([own, task]) => wordTask(own, task));
  const fitting = fitLines(lines, MAX_LIST_BYTES);
  const left = lines.length - fitting.length;
  const output = lines.length === 0 ? 'There are no tasks.' : markUntrusted('output', fitting.join('\n'));
  return {
    output: left > 0 ? `${output}\n[${left} more]` : output,
    display: { type: 'list', path: '', count: fitting.length, truncated: left > 0 },
  };
}

function wordTask(own: string, { group, background, after, run }: WorkspaceTask): string {
  const words = !run || 'not' in run ? undefined : run.words;
  const command = words?.type === 'line' ? words.line : words?.words.map(({ text }) => text).join(' ');
  const notes = [
    ...(group ? [group] : []),
    ...(background ? ['runs in the background'] : []),
    ...(after.length > 0 ? [`after ${after.join(', ')}`] : []),
    ...(run && 'not' in run ? [`cannot be run here: ${run.not}`] : []),
  ];
  return oneLine(
    `${own}${command === undefined ? '' : `: ${command}`}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`,
  );
}
