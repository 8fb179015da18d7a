import path from 'node:path';
import type { ResolvedPath, WorkspaceFolder } from '../../../agent/contracts/workspace.ts';
import { realPathOf, relativeIn } from '../../../session/edits/realPath.ts';
import { excluder } from '../kimiIgnore.ts';
import { shownPath } from '../nameFolders.ts';
import { statEntry } from '../regularFile.ts';
import type { SearchEncoding } from './searchEncoding.ts';

/** Where ripgrep runs, and what it looks at from there. */
export interface SearchRoot {
  cwd: string;
  /** Relative to `cwd`, with `/`: `.`, or `./src`. */
  target: string;
  /** What the user reads before the paths; '' for none. */
  label: string;
  /** How its files are read, each in one way. Default: as UTF-8. */
  encodings?: readonly SearchEncoding[];
  /** Where it is in the place that is searched, with `/`; '' where that is in it. */
  within: string;
  /** Whether what ripgrep found is for another root to tell, or kept from the model by a folder around this one. */
  hides(found: string): boolean;
}

/** A workspace folder, and where it really is. */
interface RealFolder extends WorkspaceFolder {
  real: string;
}

/**
 * The roots of a search of one place, or of all folders: the nearest folder around the place, and those in it. Within the
 * workspace ripgrep runs in the folder itself, so that this folder's ignore file means what it says.
 */
export async function searchRoots(folders: readonly WorkspaceFolder[], place?: ResolvedPath): Promise<SearchRoot[]> {
  // Ripgrep would open a pipe that it is given by its name.
  if (place) await statEntry(place.absolutePath);
  if (place && !place.inside) return [await outsideRoot(place)];
  const all = await Promise.all(folders.map(async (folder) => ({ ...folder, real: await realPathOf(folder.path) })));
  const nearest = place && nearestAround(place, all);
  const root = async (folder: RealFolder, target: string, within: string): Promise<SearchRoot> => ({
    cwd: folder.path,
    target,
    label: folders.length > 1 ? folder.name : '',
    within: within.split(path.sep).join('/'),
    hides: await hiderOf(folder, all),
  });
  const inPlace = all.flatMap((folder) => {
    const within = place ? relativeIn(place.realPath, folder.real) : '';
    return folder === nearest || within === undefined ? [] : [root(folder, '.', within)];
  });
  return await Promise.all([...(nearest ? [root(nearest, targetIn(nearest, place), '')] : []), ...inPlace]);
}

async function outsideRoot({ absolutePath, path: shown }: ResolvedPath): Promise<SearchRoot> {
  const root = { within: '', hides: () => false };
  if ((await statEntry(absolutePath))?.type === 'folder')
    return { ...root, cwd: absolutePath, target: '.', label: shown };
  const cwd = path.dirname(absolutePath);
  return { ...root, cwd, target: `./${path.basename(absolutePath)}`, label: path.dirname(shown) };
}

function nearestAround({ realPath }: ResolvedPath, folders: readonly RealFolder[]): RealFolder | undefined {
  const around = folders.filter(({ real }) => relativeIn(real, realPath) !== undefined);
  return around.sort((a, b) => b.real.length - a.real.length)[0];
}

function targetIn({ real }: RealFolder, { realPath }: ResolvedPath): string {
  const relative = relativeIn(real, realPath) ?? '';
  return relative === '' ? '.' : `./${relative.split(path.sep).join('/')}`;
}

async function hiderOf(folder: RealFolder, all: readonly RealFolder[]): Promise<SearchRoot['hides']> {
  const inIt = all.filter(({ real }) => real !== folder.real && relativeIn(folder.real, real) !== undefined);
  const aroundIt = all.filter(({ real }) => real !== folder.real && relativeIn(real, folder.real) !== undefined);
  if (inIt.length + aroundIt.length === 0) return () => false;
  const excluders = await Promise.all(
    aroundIt.map(async ({ path: outer, real }) => {
      const excludes = await excluder(outer);
      return (file: string) => excludes(path.relative(real, file));
    }),
  );
  return (found) => {
    const file = path.join(folder.real, found);
    return (
      inIt.some(({ real }) => relativeIn(real, file) !== undefined) || excluders.some((excludes) => excludes(file))
    );
  };
}

/** As the user reads what ripgrep calls `./src/a.ts`. */
export function labelled({ label }: SearchRoot, found: string): string {
  return shownPath(label, found.replace(/^\.\//, ''));
}

/** Ripgrep takes globs relative to where it runs; people mean them relative to what is searched. */
export function anchorGlob({ target }: SearchRoot, glob: string): string {
  const [, not = '', pattern = ''] = /^(!?)(.*)$/s.exec(glob) ?? [];
  if (target === '.' || !pattern.replace(/\/$/, '').includes('/')) return glob;
  const prefix = escapeGlob(target.replace(/^\.\//, ''));
  return `${not}${prefix}/${pattern.replace(/^\//, '')}`;
}

/** The glob that means a name as it is written. */
export function escapeGlob(name: string): string {
  return name.replace(/[*?[\]{}\\!]/g, '\\$&');
}
