import { countChanges } from '../agent/lineChanges.ts';
import type { EditRequest, ToolContext, ToolResult } from '../agent/tool.ts';
import { wordEdit } from '../agent/wordEdit.ts';
import type { ResolvedPath } from '../agent/workspace.ts';

/**
 * Proposes a file's new text (`before` null: a new file), waits for the decision, and tells the model what is on disk. `note` is
 * what else the model has to know of the edit, whatever the decision.
 */
export async function proposeEdit(
  file: ResolvedPath,
  before: string | null,
  after: string,
  context: ToolContext,
  note?: string,
): Promise<ToolResult> {
  return await propose({ type: 'edit', ...file, before, after, ...(note === undefined ? {} : { note }) }, context);
}

/** Proposes any change of a file; see proposeEdit. */
export async function propose(request: EditRequest, context: ToolContext): Promise<ToolResult> {
  const decision = await context.approve(request);
  const { path, before, after } = request;
  return {
    output: wordEdit({ ...request, ...countChanges(before, after) }, decision),
    display: { type: 'edit', path, decision: decision.type },
  };
}
