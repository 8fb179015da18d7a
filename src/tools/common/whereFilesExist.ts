import type { Tool } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';

/** Tools that need files on a disk, or a terminal, are offered where the window has that. */
export function whereFilesExist(workspace: Workspace, tools: readonly Tool[]): Tool[] {
  return tools.map((tool) => ({
    ...tool,
    offered: async () => workspace.onDisk() && ((await tool.offered?.()) ?? true),
  }));
}
