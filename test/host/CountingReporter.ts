import { writeFileSync } from 'node:fs';
import { format } from 'node:util';
import Mocha from 'mocha';

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** Each failed test: its whole title, and the first line of what failed. */
  failures: string[];
}

/** Where a suite leaves its counts: a file, since one suite runs inside VS Code. */
export const COUNTS_FILE_VARIABLE = 'ASK_KIMI_TEST_COUNTS';

/**
 * Put before each line of the report when it is set. In the VS Code server the console of the extension host arrives mixed
 * with that of the workbench: the mark tells them apart.
 */
export const LINE_MARK_VARIABLE = 'ASK_KIMI_TEST_LINE_MARK';

const mark = process.env[LINE_MARK_VARIABLE];
if (mark !== undefined) Mocha.reporters.Base.consoleLog = (...values) => console.log(mark + format(...values));

/** Mocha's `spec`, which also writes its counts to the file named in the environment, for the total of all suites. */
export class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const file = process.env[COUNTS_FILE_VARIABLE];
    if (file === undefined) return;
    runner.once('end', () => {
      const { passes, failures, pending } = this.stats;
      const counts: Counts = {
        passed: passes,
        failed: failures,
        skipped: pending,
        failures: this.failures.map(wordFailure),
      };
      writeFileSync(file, JSON.stringify(counts));
    });
  }
}

function wordFailure(test: Mocha.Test): string {
  return `${test.fullTitle()}: ${test.err?.message.split('\n', 1)[0] ?? ''}`;
}
