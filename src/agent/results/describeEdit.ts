import { truncate } from '../../util/text/truncate.ts';
import type { Decision, EditAction, Written } from '../events/events.ts';
import { describeRefusal } from './describeRefusal.ts';

const MAX_CHANGES_LENGTH = 20_000;

export interface WordedEdit extends Pick<EditAction, 'path' | 'to' | 'added' | 'removed' | 'note'> {
  before: unknown;
  after: unknown;
}

/** What became of an edit, for the model: what is on disk now. */
export function describeEdit(edit: WordedEdit, decision: Decision): string {
  switch (decision.type) {
    case 'accepted':
      return [`${wordDone(edit)}.`, ...wordWritten(decision), ...noteOf(edit)].join('\n');
    case 'acceptedWithChanges': {
      const changes = cutChanges(decision.changes);
      const verb = edit.before === null ? 'Created' : 'Edited';
      const ends = decision.saved ? 'what they accepted' : 'what is on disk now';
      const said = `${verb} ${edit.path}, but the person changed your proposal first. From your proposal to ${ends}:\n${changes}`;
      return [said, ...wordWritten(decision), ...noteOf(edit)].join('\n');
    }
    case 'rejected':
    case 'cancelled':
      return [`${edit.path} ${wordUndone(edit)}: ${describeRefusal(decision)}`, ...noteOf(edit)].join('\n');
  }
}

function wordDone({ path, to, before, after, added, removed }: WordedEdit): string {
  if (to) return `Renamed ${path} to ${to.path}`;
  if (after === null) return `Deleted ${path}`;
  return `${before === null ? 'Created' : 'Edited'} ${path}: +${added} −${removed} lines`;
}

function wordUndone({ before }: WordedEdit): string {
  return before === null ? 'was not created' : 'is unchanged';
}

function noteOf({ note }: WordedEdit): string[] {
  return note === undefined ? [] : [note];
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
  const kept = truncate(changes, MAX_CHANGES_LENGTH);
  return kept.length < changes.length ? `${kept}\n[Cut: read the file to see the rest.]` : kept;
}
