// npm run bench: measures size, speed and memory. One line of JSON for each figure, then a table, on stdout; progress on stderr.
// Nothing fails for being slow; what cannot be measured does.
//
//   node test/bench/bench.ts [--only size,startup,...] [--against REF] [--rounds N]
//
// `--against` measures an earlier version too, a commit, branch or tag, in turn with this one and in the same way: its package
// by what is here, its sources, where no VS Code is needed, by its own bench as far as it has one. Three rounds are the default
// then, and one otherwise.
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureBigFolder } from './bigFolder.ts';
import { measureBurst } from './burst.ts';
import { type Figure, jsonLine, type Unmeasured } from './figure.ts';
import { measureFirstPrompt } from './firstPrompt.ts';
import { type Lab, openLab } from './lab.ts';
import { measureLatency } from './latency.ts';
import { measureMemory } from './memory.ts';
import { packageExtension } from './packageExtension.ts';
import { measureRounds } from './rounds.ts';
import { measureSize } from './size.ts';
import { measureStartup } from './startup.ts';
import { table } from './table.ts';
import { measureTranscript } from './transcript.ts';
import { checkOut, measureSources, THIS_VERSION, type Version } from './versions.ts';
import { measureWindowEdits, measureWindowSteps } from './windowSteps.ts';

type Group =
  /** Needs nothing but the sources: a function of a file here. */
  | { name: string; needs: 'sources'; file: string; measure: string }
  /** Needs the packaged extension. */
  | { name: string; needs: 'vsix'; measure: (vsix: string, version: Version) => Promise<Figure[]> }
  /** Needs a real VS Code with the packaged extension. */
  | { name: string; needs: 'lab'; measure: (lab: Lab) => Promise<Figure[]> };

const groups: Group[] = [
  { name: 'prompt', needs: 'sources', file: 'prompt.ts', measure: 'measurePrompt' },
  { name: 'matching', needs: 'sources', file: 'matching.ts', measure: 'measureMatching' },
  { name: 'toolStep', needs: 'sources', file: 'headlessSteps.ts', measure: 'measureHeadlessSteps' },
  { name: 'threeEdits', needs: 'sources', file: 'headlessSteps.ts', measure: 'measureHeadlessEdits' },
  { name: 'search', needs: 'sources', file: 'search.ts', measure: 'measureSearch' },
  { name: 'checkpoints', needs: 'sources', file: 'checkpoints.ts', measure: 'measureCheckpoints' },
  { name: 'bigLog', needs: 'sources', file: 'bigLog.ts', measure: 'measureBigLog' },
  { name: 'size', needs: 'vsix', measure: measureSize },
  { name: 'startup', needs: 'lab', measure: measureStartup },
  { name: 'firstPrompt', needs: 'lab', measure: measureFirstPrompt },
  { name: 'toolStep', needs: 'lab', measure: measureWindowSteps },
  { name: 'threeEdits', needs: 'lab', measure: measureWindowEdits },
  { name: 'bigFolder', needs: 'lab', measure: measureBigFolder },
  { name: 'memory', needs: 'lab', measure: measureMemory },
  { name: 'latency', needs: 'lab', measure: measureLatency },
  { name: 'burst', needs: 'lab', measure: measureBurst },
  { name: 'transcript', needs: 'lab', measure: measureTranscript },
];

/** A version, and what is made of it when it is first needed. */
class Build {
  private readonly version: Version;
  private readonly disposables: AsyncDisposableStack;
  private packaged: Promise<string> | undefined;
  private opened: Promise<Lab> | undefined;

  constructor(version: Version, disposables: AsyncDisposableStack) {
    this.version = version;
    this.disposables = disposables;
  }

  /** Undefined where the version does not know the group. */
  async measure(group: Group): Promise<Figure[] | undefined> {
    switch (group.needs) {
      case 'sources':
        return await measureSources(this.version, group.file, group.measure);
      case 'vsix':
        return await group.measure(await this.vsix(), this.version);
      case 'lab':
        return await group.measure(await this.lab());
    }
  }

  private vsix(): Promise<string> {
    this.packaged ??= packageExtension(this.version);
    return this.packaged;
  }

  private lab(): Promise<Lab> {
    this.opened ??= this.vsix()
      .then(openLab)
      .then((lab) => this.disposables.use(lab));
    return this.opened;
  }
}

async function main(): Promise<(Figure | Unmeasured)[]> {
  const { chosen, against, rounds } = readOptions();
  await using disposables = new AsyncDisposableStack();
  const now = new Build(THIS_VERSION, disposables);
  const before = against === undefined ? undefined : new Build(disposables.use(await checkOut(against)), disposables);
  const results: (Figure | Unmeasured)[] = [];
  warnOfLoad();
  for (const group of chosen) {
    console.error(`Measuring ${group.name}${group.needs === 'lab' ? ' in VS Code' : ''} ...`);
    for (const result of await attempt(group, rounds, now, before)) {
      console.log(jsonLine(result));
      results.push(result);
    }
  }
  return results;
}

/** Other work on the machine shows in every time, and most of all in the slowest of many. */
function warnOfLoad(): void {
  const [load = 0] = loadavg();
  const cpus = availableParallelism();
  if (load < cpus / 2) return;
  console.error(
    `The machine is busy (load ${load.toFixed(1)} on ${cpus} processors): expect longer times than it needs.`,
  );
}

function readOptions(): { chosen: Group[]; against: string | undefined; rounds: number } {
  const { values } = parseArgs({
    options: { only: { type: 'string' }, against: { type: 'string' }, rounds: { type: 'string' } },
  });
  const { only, against } = values;
  const names = only?.split(',') ?? groups.map(({ name }) => name);
  const unknown = names.find((name) => !groups.some((group) => group.name === name));
  if (unknown !== undefined) {
    throw new Error(`There is no group "${unknown}": ${[...new Set(groups.map(({ name }) => name))].join(', ')}.`);
  }
  const rounds = Number(values.rounds ?? (against === undefined ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`Not a number of rounds: ${values.rounds}`);
  return { chosen: groups.filter(({ name }) => names.includes(name)), against, rounds };
}

async function attempt(
  group: Group,
  rounds: number,
  now: Build,
  before: Build | undefined,
): Promise<(Figure | Unmeasured)[]> {
  const earlier = async () => {
    try {
      return await before?.measure(group);
    } catch (error) {
      console.error(`The earlier version could not be measured: ${messageOf(error)}`);
      return undefined;
    }
  };
  try {
    return await measureRounds(rounds, async () => (await now.measure(group)) ?? [], earlier);
  } catch (error) {
    return [{ figure: group.name, error: messageOf(error) }];
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const results = await main();
console.log(`\n${table(results)}`);
const unmeasured = results.filter((result) => 'error' in result);
for (const { figure, error } of unmeasured) console.error(`\n${figure} could not be measured: ${error}`);
process.exitCode = unmeasured.length > 0 ? 1 : 0;
