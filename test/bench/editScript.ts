import { watch } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { RecordedRequest } from '../simulator/requestLog.ts';
import type { ScriptedReply } from '../simulator/scenario.ts';
import type { Figure } from './figure.ts';
import { percentile } from './percentile.ts';

const MAX_MS = 50;
const STEPS = 10;
const FILES = ['first.ts', 'second.ts', 'third.ts'];

/** A turn of several steps, each with three edits that nobody is asked about. */
export class EditScript {
  private readonly folder: string;
  /** For each reply, when its last delta went out: milliseconds since the epoch. */
  private readonly answered: number[] = [];
  /** For each step, when its last edit was on disk. */
  private readonly written: number[] = [];
  private readonly end = Promise.withResolvers<void>();

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Resolves when the last reply goes out. */
  get finished(): Promise<void> {
    return this.end.promise;
  }

  async writeFiles(): Promise<void> {
    for (const file of FILES) await writeFile(this.at(file), `${textOf(0)}\nexport const name = '${file}';\n`);
  }

  /** Absolute. */
  get files(): string[] {
    return FILES.map((file) => this.at(file));
  }

  /** Notes when files change, until it is called off. */
  watch(): () => void {
    const watcher = watch(this.folder, (_, name) => {
      if (name !== null && FILES.includes(name)) void this.look();
    });
    return () => watcher.close();
  }

  readonly reply: (request: unknown, index: number) => ScriptedReply = (_request, index) => ({
    ...(index < STEPS
      ? {
          toolCalls: FILES.map((file) => ({
            name: 'edit_file',
            arguments: { path: file, edits: [{ old_text: textOf(index), new_text: textOf(index + 1) }] },
          })),
        }
      : { content: 'Done.' }),
    onSent: (_text, at) => {
      this.answered[index] = at;
      if (index === STEPS) this.end.resolve();
    },
  });

  /** From the last delta of a reply with three edits: until the last of them is on disk, and until the next request is there. */
  figures(where: string, requests: readonly RecordedRequest[]): Figure[] {
    const accepted = requests.filter((request) => request.body);
    const since = (times: readonly (number | undefined)[]) =>
      Array.from({ length: STEPS }, (_, step) => (times[step] ?? Number.NaN) - (this.answered[step] ?? Number.NaN));
    const onDisk = since(this.written);
    const next = since(accepted.slice(1).map(({ at }) => at));
    if ([...onDisk, ...next].some(Number.isNaN)) throw new Error('A step has not ended, or its edits are not on disk.');
    const figure = `threeEdits.${where}`;
    return [
      { figure: `${figure}.onDisk.p50`, value: percentile(onDisk, 0.5), unit: 'ms', target: MAX_MS, samples: STEPS },
      { figure: `${figure}.onDisk.max`, value: percentile(onDisk, 1), unit: 'ms', samples: STEPS },
      { figure: `${figure}.nextRequest.p50`, value: percentile(next, 0.5), unit: 'ms', samples: STEPS },
      {
        figure: `${figure}.nextRequest.max`,
        value: percentile(next, 1),
        unit: 'ms',
        target: 1500 + MAX_MS,
        samples: STEPS,
      },
    ];
  }

  private async look(): Promise<void> {
    const at = performance.timeOrigin + performance.now();
    const texts = await Promise.all(FILES.map((file) => readFile(this.at(file), 'utf8').catch(() => '')));
    const step = this.written.length;
    if (texts.every((text) => text.startsWith(`${textOf(step + 1)}\n`))) this.written[step] = at;
  }

  private at(file: string): string {
    return path.join(this.folder, file);
  }
}

function textOf(step: number): string {
  return `export const step: number = ${step};`;
}
