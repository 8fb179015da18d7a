import { type FSWatcher, watch } from 'node:fs';

/**
 * Calls back when the file of that name in a folder changes, or may have, until the returned function is called. The file need not be
 * there. Where the folder cannot be watched, nothing is called back: there may be too many watches.
 */
export function watchFile(directory: string, file: string, onChange: () => void): () => void {
  let watcher: FSWatcher;
  try {
    watcher = watch(directory, { persistent: false }, (_, name) => {
      if (name === null || name === file) onChange();
    });
  } catch {
    return () => {};
  }
  watcher.on('error', () => watcher.close());
  return () => watcher.close();
}
