import * as vscode from 'vscode';

/** As long as the next waits for an editor that does not load: one that VS Code asks the user about, for example. */
const LOADING_MS = 5_000;
const TOLD_WITHIN_MS = 1_000;

/**
 * What we open and close in the window, one after another: VS Code shows an error in the place of an editor whose tab another one
 * takes while it loads.
 */
export class EditorQueue {
  private last: Promise<unknown> = Promise.resolve();

  /** Does this once what came before is there. What is open and what waits is to be looked up in `work`: it may change until then. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const begun = Promise.withResolvers<void>();
    const result = this.last.then(() => {
      begun.resolve();
      return work();
    });
    this.last = begun.promise.then(() => settled(result, LOADING_MS));
    return result;
  }

  /** Opens an editor by a command of VS Code's, and resolves when extensions see its tab too. */
  async open(command: string, args: readonly unknown[], isThere: (tab: vscode.Tab) => boolean): Promise<void> {
    await this.run(() => openEditor(command, args, isThere));
  }
}

/** As EditorQueue.open, within work that the queue runs. */
export async function openEditor(
  command: string,
  args: readonly unknown[],
  isThere: (tab: vscode.Tab) => boolean,
): Promise<void> {
  const told = Promise.withResolvers<void>();
  const look = (tabs: readonly vscode.Tab[]) => tabs.some(isThere) && told.resolve();
  // Also one that is closed again: by the user, who may be quicker.
  const listener = vscode.window.tabGroups.onDidChangeTabs(({ opened, changed, closed }) =>
    look([...opened, ...changed, ...closed]),
  );
  try {
    await vscode.commands.executeCommand(command, ...args);
    look(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
    await settled(told.promise, TOLD_WITHIN_MS);
  } finally {
    listener.dispose();
  }
}

/** Resolves when a promise is settled, or after so many milliseconds. */
async function settled(promise: Promise<unknown>, withinMs: number): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, withinMs);
  await Promise.race([promise.catch(() => undefined), late]);
  clearTimeout(timer);
}
