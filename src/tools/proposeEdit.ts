import type { Decision } from '../agent/events.ts';
import { countChanges } from '../agent/lineChanges.ts';
import type { ToolContext, ToolResult } from '../agent/tool.ts';
import type { ResolvedPath } from '../agent/workspace.ts';
import { cutText } from './cutText.ts';
import { wordRefusal } from './wordRefusal.ts';

const MAX_CHANGES_LENGTH = 20_000;

/** Proposes a file's new text (`before` null: a new file), waits for the decision, and tells the model what is on disk. */
export async function proposeEdit(
  file: ResolvedPath,
  before: string | null,
  after: string,
  context: ToolContext,
): Promise<ToolResult> {
  const { path, absolutePath, inside } = file;
  const decision = await context.approve({ type: 'edit', path, absolutePath, inside, before, after });
  return {
    output: wordDecision(path, before, after, decision),
    display: { type: 'edit', path, decision: decision.type },
  };
}

function wordDecision(path: string, before: string | null, after: string, decision: Decision): string {
  const what = before === null ? 'Created' : 'Edited';
  switch (decision.type) {
    case 'accepted': {
      const { added, removed } = countChanges(before, after);
      return `${what} ${path}: +${added} −${removed} lines.`;
    }
    case 'acceptedWithChanges': {
      const changes = cutText(decision.changes, MAX_CHANGES_LENGTH);
      const cut = changes.length < decision.changes.length ? '\n[Cut: read the file to see the rest.]' : '';
      return `${what} ${path}, but the person changed your proposal first. From your proposal to what is on disk now:\n${changes}${cut}`;
    }
    case 'rejected':
    case 'cancelled': {
      const state = before === null ? 'was not created' : 'is unchanged';
      return `${path} ${state}: ${wordRefusal(decision)}`;
    }
  }
}
