import type { CommandEnding } from '../../../../src/agent/events/events.ts';
import type { Why } from '../../../../src/shared/transcript/reduce.ts';
import type { Log } from '../Log.ts';
import type { State } from '../State.ts';
import { ask } from './samples.ts';

const TESTS = 'npm test -- --grep "three for two"';
const SERVER = 'npm run dev -- --port 5173';

const FAILING = `> corner-shop@1.0.0 test
> node --test

✔ an empty cart costs nothing (0.6ms)
✖ a cheap item stays the cheapest beside an expensive one (1.9ms)
  AssertionError [ERR_ASSERTION]: Expected values to be strictly equal:

  1250 !== 380

      at TestContext.<anonymous> (file:///home/me/corner-shop/test/promotions.test.js:18:10)

ℹ tests 11
ℹ pass 10
ℹ fail 1
`;

const SERVING = '\u001b[32m  VITE v7.1.0\u001b[0m  ready in 214 ms\n\n  ➜  Local:   http://localhost:5173/\n';

/** A step that asks to run a command. */
export function asksToRun(log: Log, command: string, why: Why = {}, cwd = '.'): Log {
  return log
    .step({ calls: [{ name: 'run_command', arguments: { command } }] })
    .starts(0)
    .asks(0, { type: 'command', command, cwd }, why);
}

function ran(log: Log, command: string, printed: string, ending: CommandEnding, durationMs: number): Log {
  return asksToRun(log, command)
    .decides({ type: 'accepted' })
    .prints(0, printed)
    .finishes(0, { type: 'command', ending, durationMs });
}

const skipped = (log: Log): Log =>
  asksToRun(log, 'git commit -am "Compare numbers"')
    .decides({ type: 'rejected' })
    .finishes(0, { type: 'command', ending: { type: 'skipped' }, durationMs: 0 });

export const commands: State[] = [
  {
    name: 'Command: asks',
    session: () =>
      asksToRun(ask('Run the tests'), TESTS, {
        reasons: [{ type: 'approvals' }],
        suggestion: { decision: 'allow', command: 'npm test' },
      }),
  },
  {
    name: 'Command: asks, several lines in a folder',
    session: () =>
      asksToRun(
        ask('Run the tests'),
        'set -e\nfor file in test/*.test.js; do\n  node --test "$file" | tee "/tmp/$(basename "$file").log"\ndone',
        {},
        'packages/checkout',
      ),
  },
  {
    name: 'Command: runs',
    session: () =>
      asksToRun(ask('Run the tests'), TESTS).decides({ type: 'accepted' }).prints(0, FAILING.slice(0, 90)).pass(7_000),
  },
  {
    name: 'Command: failed, succeeded, skipped',
    session: () => {
      const log = ran(ask('Run the tests'), TESTS, FAILING, { type: 'exited', code: 1 }, 2_140);
      ran(log, 'npm test', FAILING.slice(0, 90), { type: 'exited', code: 0 }, 71_400);
      return skipped(log).step({ content: 'The tests pass.' }).ends();
    },
  },
  {
    name: 'Command: stopped, closed, lost',
    session: () => {
      const log = ran(ask('Serve'), SERVER, SERVING, { type: 'stopped' }, 12_000);
      ran(log, SERVER, SERVING, { type: 'closed' }, 4_000);
      ran(log, SERVER, SERVING, { type: 'lost' }, 0);
      return log.step({ content: 'It does not stay up.' }).ends();
    },
  },
  {
    name: 'Command: in the background, two of them',
    session: () => {
      const log = ran(ask('Serve'), SERVER, SERVING, { type: 'background', waits: false }, 3_000);
      ran(log, 'npm run watch:styles', '', { type: 'background', waits: false }, 3_000);
      return log.step({ content: 'It is served on http://localhost:5173.' }).ends();
    },
  },
  {
    name: 'Command: waits for input',
    session: () =>
      ran(
        ask('Make a package'),
        'npm init',
        'This utility will walk you through creating a package.json file.\n\npackage name: (corner-shop) ',
        { type: 'background', waits: true },
        3_000,
      )
        .step({
          calls: [{ name: 'job', arguments: { action: 'write', id: '1.0', input: 'corner-shop\n' } }],
        })
        .starts(0)
        .asks(0, { type: 'input', command: 'npm init', text: 'corner-shop\n' }),
  },
  {
    name: 'Command: tasks',
    session: () =>
      ask('Build')
        .step({ calls: [{ name: 'run_task', arguments: { name: 'npm: build' } }] })
        .starts(0)
        .asks(0, { type: 'command', command: 'npm run build', cwd: '.' }),
  },
];
