import { cutText } from './cutText.ts';
import type { Decision, EditAction, Written } from './events.ts';
import { wordRefusal } from './wordRefusal.ts';

const MAX_CHANGES_LENGTH = 20_000;

/** What the model has to know of an edit to understand what became of it. */
export interface WordedEdit extends Pick<EditAction, 'path' | 'added' | 'removed'> {
  type: 'create' | 'change' | 'delete' | 'rename';
  /** Of a renaming, as the person reads it. */
  to?: string;
}

/** What became of an edit, for the model: what is on disk now. */
export function wordEdit(edit: WordedEdit, decision: Decision): string {
  switch (decision.type) {
    case 'accepted':
      return [`${wordDone(edit)}.`, ...wordWritten(decision)].join('\n');
    case 'acceptedWithChanges': {
      const changes = cutChanges(decision.changes);
      const verb = edit.type === 'create' ? 'Created' : 'Edited';
      const ends = decision.saved ? 'what they accepted' : 'what is on disk now';
      const said = `${verb} ${edit.path}, but the person changed your proposal first. From your proposal to ${ends}:\n${changes}`;
      return [said, ...wordWritten(decision)].join('\n');
    }
    case 'rejected':
    case 'cancelled':
      return `${edit.path} ${edit.type === 'create' ? 'was not created' : 'is unchanged'}: ${wordRefusal(decision)}`;
  }
}

function wordDone({ type, path, to, added, removed }: WordedEdit): string {
  const counts = `+${added} −${removed} lines`;
  switch (type) {
    case 'create':
      return `Created ${path}: ${counts}`;
    case 'change':
      return `Edited ${path}: ${counts}`;
    case 'delete':
      return `Deleted ${path}`;
    case 'rename':
      return `Renamed ${path} to ${to ?? 'another name'}`;
  }
}

function wordWritten({ saved, others, unsaved }: Written): string[] {
  const notes: string[] = [];
  if (saved) {
    notes.push(
      `Saving changed it further (a formatter, for example). From what was accepted to what is on disk now:\n${cutChanges(saved.changes)}`,
    );
  }
  if (others && others.length > 0) notes.push(`Language tools also changed, for the new name: ${others.join(', ')}.`);
  if (unsaved && unsaved.length > 0) {
    notes.push(`Not saved, as the person has unsaved changes there: ${unsaved.join(', ')}.`);
  }
  return notes;
}

function cutChanges(changes: string): string {
  const kept = cutText(changes, MAX_CHANGES_LENGTH);
  return kept.length < changes.length ? `${kept}\n[Cut: read the file to see the rest.]` : kept;
}
