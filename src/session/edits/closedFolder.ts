import path from 'node:path';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import type { FilePlace } from '../../agent/events/events.ts';
import { SessionError } from '../sessionError.ts';

/**
 * Whether a file that was changed inside the workspace lies in none of the folders that are open now: a session may outlive a folder
 * of its window. What was changed elsewhere, with the user's consent, has an absolute path.
 */
export async function isInClosedFolder(workspace: Workspace, place: FilePlace): Promise<boolean> {
  if (path.isAbsolute(place.path)) return false;
  return workspace.folders().length === 0 || !(await workspace.resolve(place.absolutePath)).inside;
}

/** Throws where a file is in such a folder: nothing is written there. */
export async function assertFolderOpen(workspace: Workspace, place: FilePlace): Promise<void> {
  if (!(await isInClosedFolder(workspace, place))) return;
  throw new SessionError(
    'closedFolder',
    `${place.path} is in a folder that is not open in this window: nothing was written.`,
    place.path,
  );
}
