import type { RecordedRequest } from '../simulator/requestLog.ts';
import type { Scenario } from '../simulator/scenario.ts';
import type { Figure } from './figure.ts';
import { percentile } from './percentile.ts';

const MAX_STEP_MS = 10;
const STEPS = 100;

/** A turn of many steps, each with one call of `read_file`, and what the client spent between them. */
export class StepScript {
  /** For each reply, when its last delta went out: milliseconds since the epoch. */
  private readonly answered: number[] = [];
  private readonly path: string;
  private readonly end = Promise.withResolvers<void>();

  constructor(path: string) {
    this.path = path;
  }

  /** Resolves when the last reply goes out. */
  get finished(): Promise<void> {
    return this.end.promise;
  }

  readonly scenario: Scenario = (_request, index) => ({
    reasoning: 'I read on.',
    ...(index < STEPS
      ? {
          toolCalls: [
            { name: 'read_file', arguments: { path: this.path, start_line: 1 + (index % 20), end_line: 40 } },
          ],
        }
      : { content: 'Done.' }),
    onSent: (_text, at) => {
      this.answered[index] = at;
      if (index === STEPS) this.end.resolve();
    },
  });

  /**
   * A step's overhead runs from the moment the simulator hands over the last delta of the reply with the call until it has
   * the whole next request: reading the end of the reply, running the tool, writing the log, making and sending the request.
   * The simulator's own checks and its generation lie outside of it.
   */
  figures(where: string, requests: readonly RecordedRequest[]): Figure[] {
    const accepted = requests.filter((request) => request.body);
    const spent = accepted.slice(1).map(({ at }, index) => at - (this.answered[index] ?? Number.NaN));
    if (spent.length !== STEPS) throw new Error(`There were ${spent.length} steps instead of ${STEPS}.`);
    const total = spent.reduce((sum, ms) => sum + ms, 0);
    const figure = `toolStep.${where}`;
    return [
      { figure: `${figure}.mean`, value: total / STEPS, unit: 'ms', target: MAX_STEP_MS, samples: STEPS },
      { figure: `${figure}.p95`, value: percentile(spent, 0.95), unit: 'ms', samples: STEPS },
      { figure: `${figure}.max`, value: percentile(spent, 1), unit: 'ms', samples: STEPS },
    ];
  }
}

/** A file of a usual size to read. */
export const STEP_FILE = Array.from({ length: 60 }, (_, line) => `export const value${line} = compute(${line});`).join(
  '\n',
);
