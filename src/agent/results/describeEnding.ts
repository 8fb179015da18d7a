import type { CommandEnding } from '../events/events.ts';

/** How a command stands, for the model. */
export function describeEnding(ending: CommandEnding): string {
  switch (ending.type) {
    case 'exited':
      return ending.code === undefined ? 'ended by a signal' : `exit code ${ending.code}`;
    case 'timedOut':
      return 'its time was over';
    case 'stopped':
      return 'stopped';
    case 'skipped':
      return 'not run';
    case 'background':
      return ending.waits ? 'waits for input' : 'running';
    case 'closed':
      return 'the person closed its terminal';
    case 'lost':
      return 'the window that it ran in was closed';
  }
}
