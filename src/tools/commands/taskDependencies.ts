import type { TaskCommand, WorkspaceTask } from '../../agent/contracts/tasks.ts';

export interface TaskDependencies {
  /** In an order in which each comes after what it depends on, each once. */
  commands: TaskCommand[];
  /** Those that cannot be run with it, and why. */
  left: string[];
}

/** What the editor would run before a task, and before that, all of which must succeed. */
export function taskDependencies(task: WorkspaceTask, all: readonly WorkspaceTask[]): TaskDependencies {
  const found: TaskDependencies = { commands: [], left: [] };
  const seen = new Set([task]);
  const add = (current: WorkspaceTask) => {
    for (const name of current.after) {
      const before = all.find((one) => isNamed(one, name) && one.folder === current.folder);
      if (!before) found.left.push(`${name} (there is no such task)`);
      if (!before || seen.has(before)) continue;
      seen.add(before);
      const { run, background } = before;
      if (background) found.left.push(`${name} (it runs on in the background: start it first, where it does not run)`);
      else if (run && 'not' in run) found.left.push(`${name} (${run.not})`);
      else {
        add(before);
        if (run) found.commands.push(run);
      }
    }
  };
  add(task);
  return found;
}

function isNamed({ name, source }: WorkspaceTask, wanted: string): boolean {
  return name === wanted || `${source}: ${name}` === wanted;
}
