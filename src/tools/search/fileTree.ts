/** A folder, with all the files below it. */
export interface Folder {
  name: string;
  depth: number;
  /** Files in it and below. */
  count: number;
  folders: Map<string, Folder>;
  /** Names. */
  files: string[];
}

/** The tree of these files, whose paths have `/`. */
export function fileTree(paths: readonly string[]): Folder {
  const root: Folder = { name: '', depth: 0, count: 0, folders: new Map(), files: [] };
  for (const path of paths) {
    const segments = path.split('/');
    const file = segments.pop() ?? '';
    let folder = root;
    folder.count += 1;
    for (const name of segments) {
      const { folders, depth } = folder;
      folder = folders.get(name) ?? { name, depth: depth + 1, count: 0, folders: new Map(), files: [] };
      folders.set(name, folder);
      folder.count += 1;
    }
    folder.files.push(file);
  }
  return root;
}
