import type * as vscode from 'vscode';

/** A tool from elsewhere that the person has switched on. A server's is kept as it described it, so that it need not run. */
export type ChosenTool =
  | { type: 'editor'; tool: string }
  | { type: 'server'; folder: string; server: string; tool: string; description: string; schema: unknown };

const KEY = 'askKimi.tools';

/** The tools that the person has switched on: theirs, on this machine, and never a folder's. */
export class ChosenTools {
  private readonly memento: vscode.Memento;

  constructor(memento: vscode.Memento) {
    this.memento = memento;
  }

  get(): readonly ChosenTool[] {
    return this.memento.get<ChosenTool[]>(KEY, []);
  }

  async set(tools: readonly ChosenTool[]): Promise<void> {
    await this.memento.update(KEY, tools);
  }
}

export function isSameTool(one: ChosenTool, other: ChosenTool): boolean {
  if (one.type === 'editor' || other.type === 'editor') return one.type === other.type && one.tool === other.tool;
  return one.folder === other.folder && one.server === other.server && one.tool === other.tool;
}
