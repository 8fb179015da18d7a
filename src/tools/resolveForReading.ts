import type { ToolContext } from '../agent/tool.ts';
import { wordRefusal } from '../agent/wordRefusal.ts';
import type { ResolvedPath, Workspace } from '../agent/workspace.ts';

/**
 * Where a path leads that a tool is about to read, once the gate or the person has agreed to it.
 * Throws when they have not.
 */
export async function resolveForReading(
  workspace: Workspace,
  path: string,
  context: ToolContext,
): Promise<ResolvedPath> {
  const resolved = await workspace.resolve(path);
  const decision = await context.approve({ type: 'read', path: resolved.path });
  if (decision.type === 'rejected' || decision.type === 'cancelled') {
    throw new Error(`${resolved.path} ${await wordPlace(workspace, path)}was not read: ${wordRefusal(decision)}`);
  }
  return resolved;
}

async function wordPlace(workspace: Workspace, path: string): Promise<string> {
  const { inside, excluded } = await workspace.locate(path);
  if (excluded) return 'is excluded by the .kimiignore of the person and ';
  return inside ? '' : 'is outside the workspace and ';
}
