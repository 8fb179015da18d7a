import type { ToolContext } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import { resolveReadable } from '../common/resolveReadable.ts';
import { suggestSimilarPaths } from '../common/suggestSimilarPaths.ts';

/** A file that language servers are about to be asked of. Throws where there is none, or it may not be read. */
export async function openCode(workspace: Workspace, path: string, context: ToolContext): Promise<ResolvedPath> {
  const file = await resolveReadable(workspace, path, context);
  const found = await workspace.stat(file.absolutePath);
  if (!found) throw new Error(await suggestSimilarPaths(workspace, file, context.signal));
  if (found.type === 'folder') throw new Error(`${file.path} is a folder: name a file.`);
  return file;
}
