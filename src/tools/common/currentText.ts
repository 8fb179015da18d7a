import type { ToolContext } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';

/** The newest text of a file, proposals included; null when there is none. */
export async function currentText(
  workspace: Workspace,
  file: ResolvedPath,
  context: ToolContext,
): Promise<string | null> {
  const proposed = await context.proposedText(file);
  if (proposed !== undefined) return proposed;
  const stat = await workspace.stat(file.absolutePath);
  if (!stat) return null;
  if (stat.type === 'folder') throw new Error(`${file.path} is a folder, not a file.`);
  return workspace.readText(file.absolutePath);
}
