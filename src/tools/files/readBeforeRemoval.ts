import type { EditRequest, ToolContext } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import { wordBytes } from '../common/fileKind.ts';
import { suggestSimilarPaths } from '../common/suggestSimilarPaths.ts';

/** What a checkpoint keeps of one file: the deletion of a larger one could not be undone. */
const MAX_BYTES = 50 * 1024 * 1024;

/**
 * What a file that is to be deleted or renamed holds now: its text, or its bytes where it has none. Throws for what is not a
 * file, or cannot be kept.
 */
export async function readBeforeRemoval(
  workspace: Workspace,
  file: ResolvedPath,
  context: ToolContext,
): Promise<{ before: string } & Pick<EditRequest, 'binary'>> {
  const proposed = await context.proposedText(file);
  if (proposed === null) throw new Error(`${file.path} is gone with an edit that waits for the person.`);
  if (proposed !== undefined) return { before: proposed };
  const stat = await workspace.stat(file.absolutePath);
  if (!stat) throw new Error(await suggestSimilarPaths(workspace, file, context.signal));
  if (stat.type === 'folder') throw new Error(`${file.path} is a folder: name a file, or use run_command.`);
  if (stat.size > MAX_BYTES) {
    throw new Error(`${file.path} is too large to be kept for undo (${wordBytes(stat.size)}): use run_command.`);
  }
  try {
    return { before: await workspace.readText(file.absolutePath) };
  } catch {
    return { before: '', binary: await workspace.readBytes(file.absolutePath) }; // No text: its bytes then.
  }
}
