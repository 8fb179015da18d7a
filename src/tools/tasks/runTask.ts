import * as z from 'zod';
import { fitLines } from '../../agent/cutText.ts';
import type { Tasks, WorkspaceTask } from '../../agent/tasks.ts';
import type { Tool, ToolResult } from '../../agent/tool.ts';
import type { Workspace } from '../../agent/workspace.ts';
import { markData } from '../markData.ts';
import { runShellCommand } from '../runCommand.ts';
import { taskCommandLine } from './taskCommandLine.ts';

const MAX_LIST_BYTES = 20_000;

const schema = z.object({ name: z.string().optional().describe('Without it, lists them') });

export function runTask(workspace: Workspace, tasks: Tasks): Tool<z.infer<typeof schema>> {
  return {
    name: 'run_task',
    kind: 'run',
    description: 'Run a task of the workspace: its own builds, tests, watchers. As run_command otherwise.',
    schema,
    offered: async () => (await tasks.list()).length > 0,
    async run({ name }, context) {
      const known = named(await tasks.list());
      if (!name) return listed(known);
      const task = find(known, name);
      if ('not' in task.run) throw new Error(`The task "${name}" cannot be run here: ${task.run.not}.`);
      const command = taskCommandLine(task.run, tasks.syntax, workspace.folders()[0]?.path ?? '');
      const result = await runShellCommand(workspace, { command, background: task.background }, context);
      const left = task.after.length > 0 ? `The tasks before it were not run: ${task.after.join(', ')}.\n` : '';
      return { ...result, output: `$ ${command}\n${left}${result.output}` };
    },
  };
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
  const meant = like.length > 0 ? ` Meant may be: ${like.map(([own]) => own).join(', ')}.` : '';
  throw new Error(`There is no one task "${name}".${meant} Call run_task without a name to see all.`);
}

function listed(known: ReadonlyMap<string, WorkspaceTask>): ToolResult {
  const lines = [...known].map(([own, task]) => wordTask(own, task));
  const fitting = fitLines(lines, MAX_LIST_BYTES);
  const left = lines.length - fitting.length;
  const output = lines.length === 0 ? 'There are no tasks.' : markData('output', fitting.join('\n'));
  return {
    output: left > 0 ? `${output}\n[${left} more]` : output,
    display: { type: 'list', path: '', count: fitting.length, truncated: left > 0 },
  };
}

function wordTask(own: string, { group, background, after, run }: WorkspaceTask): string {
  const words = 'not' in run ? undefined : run.words;
  const command = words?.type === 'line' ? words.line : words?.words.map(({ text }) => text).join(' ');
  const notes = [
    ...(group ? [group] : []),
    ...(background ? ['runs in the background'] : []),
    ...(after.length > 0 ? [`after ${after.join(', ')}`] : []),
    ...('not' in run ? [`cannot be run here: ${run.not}`] : []),
  ];
  return `${own}${command === undefined ? '' : `: ${command}`}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
}
