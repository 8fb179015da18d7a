// Runs the tests of one folder in this process: `node test/host/runMocha.ts unit` or `ui`; with `1/2`, every second file.
import path from 'node:path';
import Mocha from 'mocha';
import { mochaOptions } from './mochaOptions.ts';
import { root, TEST_TITLE_VARIABLE } from './paths.ts';
import { testFiles } from './testFiles.ts';

const LEFT_OPEN_AFTER_MS = 5_000;
const timeouts: Record<string, number> = { unit: 10_000, ui: 120_000, lab: 60_000 };

const suite = process.argv[2] ?? '';
const timeout = timeouts[suite];
if (timeout === undefined) throw new Error(`usage: runMocha.ts ${Object.keys(timeouts).join('|')}`);

const mocha = new Mocha(mochaOptions(timeout));
mocha.rootHooks({
  beforeEach(this: Mocha.Context) {
    process.env[TEST_TITLE_VARIABLE] = this.currentTest?.fullTitle();
  },
});
const [part = 1, parts = 1] = (process.argv[3] ?? '1/1').split('/').map(Number);
const files = (await testFiles(suite)).filter((_, index) => index % parts === part - 1);
for (const file of files) mocha.addFile(path.join(root, file));
await mocha.loadFilesAsync();

mocha.run((failures) => {
  process.exitCode = failures === 0 ? 0 : 1;
  // A server or a process that a test forgot would keep this one alive for ever.
  setTimeout(() => {
    console.error(`The ${suite} tests left open: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, LEFT_OPEN_AFTER_MS).unref();
});
