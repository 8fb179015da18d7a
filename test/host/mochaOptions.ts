import type { MochaOptions } from 'mocha';
import { CountingReporter } from './CountingReporter.ts';

/** Runs only the tests whose full title contains it (`npm test -- --grep TEXT`). */
export const GREP_VARIABLE = 'ASK_KIMI_TEST_GREP';

/** Set: tests that try something at random do so many times (`npm run test:long`). */
export const LONG_VARIABLE = 'ASK_KIMI_TEST_LONG';

/** The same for every suite, so that they behave alike. `timeout` is for one test, in milliseconds. */
export function mochaOptions(timeout: number): MochaOptions {
  const grep = process.env[GREP_VARIABLE];
  return {
    ui: 'bdd',
    reporter: CountingReporter,
    timeout,
    slow: timeout / 4,
    // A forgotten `.only` must not turn the other tests off where nobody looks.
    forbidOnly: process.env.CI !== undefined,
    ...(grep === undefined ? {} : { fgrep: grep }),
  };
}
