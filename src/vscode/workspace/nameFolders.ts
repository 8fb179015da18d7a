import path from 'node:path';
import type { WorkspaceFolder } from '../../agent/contracts/workspace.ts';
import { plainName } from './plainName.ts';

/**
 * The folders of a workspace under names that tell them apart at the beginning of a path. In a workspace file names are free
 * text: one that no other folder has, and that is a name of one folder, stays. The others get the end of their path, as VS Code
 * does where it shows equal names, as much of it as no other folder could mean; where there is none, the whole path, as in the
 * folders that VS Code's search is limited to.
 */
export function nameFolders(folders: readonly WorkspaceFolder[]): WorkspaceFolder[] {
  const isOwn = (folder: WorkspaceFolder) => {
    return isSegment(folder.name) && folders.every((other) => other === folder || !mayMean(other.name, folder.name));
  };
  const named = folders.filter(isOwn);
  return folders.map((folder) => {
    if (named.includes(folder)) return folder;
    const name = endsOf(folder.path).find((end) => {
      return [...named, ...folders].every((other) => other === folder || !collides(end, other));
    });
    const chosen = { name: name ?? folder.path, path: folder.path };
    named.push(chosen);
    return chosen;
  });
}

/** A path in a folder, both with `/`; '' for the label of a folder that is open alone. */
export function shownPath(label: string, relative: string): string {
  // What begins with ~ would lead to the home folder.
  if (label === '') return /^~(?=$|\/)/.test(relative) ? `./${relative}` : relative;
  return relative === '' ? label : `${label.replace(/[\\/]$/, '')}/${relative}`;
}

/** The folder that a relative path, normalized, begins with, and the rest of the path. */
export function folderNamed(
  folders: readonly WorkspaceFolder[],
  normalized: string,
): { folder: WorkspaceFolder; rest: string } | undefined {
  const segments = normalized.split(path.sep);
  const begins = (same: (name: string) => string) =>
    folders.flatMap((folder) => {
      const { length } = folder.name.split('/');
      const isIt = same(segments.slice(0, length).join('/')) === same(folder.name);
      return isIt ? [{ folder, rest: segments.slice(length).join(path.sep) }] : [];
    });
  const [exact] = begins((name) => name);
  if (exact) return exact;
  const [only, ...others] = begins(plainName);
  return others.length === 0 ? only : undefined;
}

/** From the last segment of a path on, each with one more before it. */
function endsOf(folder: string): string[] {
  const segments = folder.split(/[\\/]/).filter((segment) => segment !== '');
  return segments
    .map((_, index) => segments.slice(-1 - index).join('/'))
    .filter((end) => end.split('/').every(isSegment));
}

/** Whether a path that begins with this could be meant to begin with the other folder's name, or with the end of its path. */
function collides(end: string, { name, path: folder }: WorkspaceFolder): boolean {
  const ofName = mayMean(name, end) || name.startsWith(`${end}/`) || end.startsWith(`${name}/`);
  return ofName || `/${folder.replaceAll('\\', '/')}`.endsWith(`/${end}`);
}

function mayMean(name: string, other: string): boolean {
  return plainName(name) === plainName(other);
}

/** Whether a name can be a path's first segment as it is: it is read as one, and as no other. */
function isSegment(name: string): boolean {
  return name.trim() === name && /^[^\\/\p{Cc}\u2028\u2029]+$/u.test(name) && !/^(?:\.{1,2}|~|[a-z]:)$/i.test(name);
}
