import path from 'node:path';

/** The project's root folder. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Everything downloaded or built for tests lives here: ignored by git, kept between runs, safe to delete. */
export const cacheDir = path.join(root, '.vscode-test');

/** Screenshots and logs of failed tests. */
export const artifactsDir = path.join(cacheDir, 'artifacts');
