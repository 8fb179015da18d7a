import { isDeepStrictEqual } from 'node:util';
import type * as vscode from 'vscode';

/** How a tool describes itself. */
export interface ToolWords {
  description: string;
  schema: unknown;
}

/**
 * A tool from elsewhere that the user has switched on, as it described itself then: a server need not run, and one that says
 * something else by now is not what they chose. Older versions kept no words of an editor's tool.
 */
export type ChosenTool =
  | { type: 'editor'; tool: string; words?: ToolWords }
  | ({ type: 'server'; folder: string; server: string; tool: string } & ToolWords);

const KEY = 'askKimi.tools';

/** The tools that the user has switched on: theirs, on this machine, and never a folder's. */
export class EnabledTools {
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

/** Whether the tool says of itself what it said when it was chosen. */
export function isAsChosen(chosen: ChosenTool, now: ChosenTool): boolean {
  const [then, live] = [toolWords(chosen), toolWords(now)];
  return then === undefined || live === undefined || isDeepStrictEqual(asKept(then), asKept(live));
}

export function toolWords(tool: ChosenTool): ToolWords | undefined {
  if (tool.type === 'editor') return tool.words;
  return { description: tool.description, schema: tool.schema };
}

function asKept({ description, schema }: ToolWords): unknown {
  return JSON.parse(JSON.stringify({ description, schema }));
}
