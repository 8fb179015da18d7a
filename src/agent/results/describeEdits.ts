import type { Decision, Display } from '../events/events.ts';
import { describeEdit, type WordedEdit } from './describeEdit.ts';

export interface DecidedEdit extends WordedEdit {
  decision: Decision;
}

/** What became of the edits of one call, for the model and for the user. */
export function describeEdits(edits: readonly DecidedEdit[]): { output: string; display: Display } {
  const [only, ...more] = edits;
  const output = edits.map((edit) => describeEdit(edit, edit.decision)).join('\n');
  if (only && more.length === 0) {
    return { output, display: { type: 'edit', path: only.path, decision: only.decision.type } };
  }
  const accepted = edits.filter(({ decision }) => isAccepted(decision)).length;
  return { output, display: { type: 'edits', files: edits.length, accepted } };
}

export function isAccepted({ type }: Decision): boolean {
  return type === 'accepted' || type === 'acceptedWithChanges';
}
