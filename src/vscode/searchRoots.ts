import path from 'node:path';
import type { ResolvedPath, WorkspaceFolder } from '../agent/workspace.ts';
import { statEntry } from './regularFile.ts';
import type { SearchEncoding } from './searchEncoding.ts';

/** Where ripgrep runs, and what it looks at from there. */
export interface SearchRoot {
  cwd: string;
  /** Relative to `cwd`, with `/`: `.`, or `./src`. */
  target: string;
  /** What the person reads before the paths; '' for none. */
  label: string;
  /** How its files are read, each in one way. Default: as UTF-8. */
  encodings?: readonly SearchEncoding[];
}

/**
 * The roots of a search of one place, or of all folders. Within the workspace ripgrep runs in the folder that holds the place, so
 * that this folder's ignore file means what it says.
 */
export async function searchRoots(folders: readonly WorkspaceFolder[], place?: ResolvedPath): Promise<SearchRoot[]> {
  const labelOf = ({ name }: WorkspaceFolder) => (folders.length > 1 ? name : '');
  if (!place) return folders.map((folder) => ({ cwd: folder.path, target: '.', label: labelOf(folder) }));
  const { absolutePath } = place;
  // Ripgrep would open a pipe that it is given by its name.
  const found = await statEntry(absolutePath);
  for (const folder of place.inside ? folders : []) {
    const relative = path.relative(folder.path, absolutePath);
    if (relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)) continue;
    const target = relative === '' ? '.' : `./${relative.split(path.sep).join('/')}`;
    return [{ cwd: folder.path, target, label: labelOf(folder) }];
  }
  if (found?.type === 'folder') return [{ cwd: absolutePath, target: '.', label: place.path }];
  const cwd = path.dirname(absolutePath);
  return [{ cwd, target: `./${path.basename(absolutePath)}`, label: path.dirname(place.path) }];
}

/** As the person reads what ripgrep calls `./src/a.ts`. */
export function labelled({ label }: SearchRoot, found: string): string {
  const relative = found.replace(/^\.\//, '');
  return label === '' ? relative : `${label.replace(/[\\/]$/, '')}/${relative}`;
}

/** Ripgrep takes globs relative to where it runs; people mean them relative to what is searched. */
export function anchorGlob({ target }: SearchRoot, glob: string): string {
  const [, not = '', pattern = ''] = /^(!?)(.*)$/s.exec(glob) ?? [];
  if (target === '.' || !pattern.replace(/\/$/, '').includes('/')) return glob;
  const prefix = target.replace(/^\.\//, '').replace(/[*?[\]{}\\!]/g, '\\$&');
  return `${not}${prefix}/${pattern.replace(/^\//, '')}`;
}
