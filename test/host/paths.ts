import path from 'node:path';

/** The project's root folder. */
export const root = path.resolve(import.meta.dirname, '../..');

/** Everything downloaded or built for tests lives here: ignored by git, kept between runs, safe to delete. */
export const cacheDir = path.join(root, '.vscode-test');

/** Screenshots and logs of failed tests. */
export const artifactsDir = path.join(cacheDir, 'artifacts');

/** The full title of the test that runs, so that what it leaves behind can be named after it. */
export const TEST_TITLE_VARIABLE = 'ASK_KIMI_TEST_TITLE';
