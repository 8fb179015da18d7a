import type { ToolContext } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import { describeRefusal } from '../../agent/results/describeRefusal.ts';

/**
 * Where a path leads that a tool is about to read, once the gate or the user has agreed to it.
 * Throws when they have not.
 */
export async function resolveReadable(workspace: Workspace, path: string, context: ToolContext): Promise<ResolvedPath> {
  const resolved = await workspace.resolve(path);
  const decision = await context.approve({ type: 'read', ...resolved });
  if (decision.type === 'rejected' || decision.type === 'cancelled') {
    throw new Error(`${resolved.path} ${wordPlace(resolved)}was not read: ${describeRefusal(decision)}`);
  }
  const { realPath } = await workspace.resolve(resolved.absolutePath);
  if (realPath === resolved.realPath) return resolved;
  throw new Error(`${resolved.path} led to another file while it was decided whether it may be read. Call this again.`);
}

function wordPlace({ inside, excluded }: ResolvedPath): string {
  if (excluded) return 'is excluded by the .kimiignore of the person and ';
  return inside ? '' : 'is outside the workspace and ';
}
