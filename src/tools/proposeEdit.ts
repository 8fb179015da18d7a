import { countChanges } from '../agent/lineChanges.ts';
import type { EditRequest, ToolContext, ToolResult } from '../agent/tool.ts';
import { type WordedEdit, wordEdit } from '../agent/wordEdit.ts';
import type { ResolvedPath } from '../agent/workspace.ts';

/** Proposes a file's new text (`before` null: a new file), waits for the decision, and tells the model what is on disk. */
export async function proposeEdit(
  file: ResolvedPath,
  before: string | null,
  after: string,
  context: ToolContext,
): Promise<ToolResult> {
  return await propose({ type: 'edit', ...file, before, after }, context);
}

/** Proposes any change of a file; see proposeEdit. */
export async function propose(request: EditRequest, context: ToolContext): Promise<ToolResult> {
  const decision = await context.approve(request);
  const { path } = request;
  return {
    output: wordEdit(wordable(request), decision),
    display: { type: 'edit', path, decision: decision.type },
  };
}

function wordable({ path, to, before, after }: EditRequest): WordedEdit {
  const counts = countChanges(before, after);
  if (to) return { type: 'rename', path, to: to.path, ...counts };
  return { type: before === null ? 'create' : after === null ? 'delete' : 'change', path, ...counts };
}
