import type { ToolContext } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import { resolveReadable } from './resolveReadable.ts';
import { suggestSimilarPaths } from './suggestSimilarPaths.ts';

/**
 * Where a tool is about to look; undefined for the whole workspace. Throws when nothing is there, when no folder is open, and when
 * the user refuses.
 */
export async function resolveSearchable(
  workspace: Workspace,
  path: string | undefined,
  context: ToolContext,
): Promise<ResolvedPath | undefined> {
  if (path === undefined) {
    if (workspace.folders().length > 0) return undefined;
    throw new Error('No folder is open, so there is nothing to search. Name an absolute path, or ask the person.');
  }
  const place = await resolveReadable(workspace, path, context);
  if (await workspace.stat(place.absolutePath)) return place;
  throw new Error(await suggestSimilarPaths(workspace, place, context.signal));
}
