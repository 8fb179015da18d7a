// npm run bench: measures size, speed and memory. One line of JSON for each figure, then a table, on stdout; progress on stderr.
// Nothing fails for being slow; what cannot be measured does.
//
//   node test/bench/bench.ts [--only checkpoints,size,prompt,toolStep,threeEdits,startup,latency,burst,transcript]
import { availableParallelism, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureBurst } from './burst.ts';
import { measureCheckpoints } from './checkpoints.ts';
import { type Figure, jsonLine, type Unmeasured } from './figure.ts';
import { measureHeadlessEdits, measureHeadlessSteps } from './headlessSteps.ts';
import { type Lab, openLab } from './lab.ts';
import { measureLatency } from './latency.ts';
import { measureMatching } from './matching.ts';
import { packageExtension } from './packageExtension.ts';
import { measurePrompt } from './prompt.ts';
import { measureSearch } from './search.ts';
import { measureSize } from './size.ts';
import { measureStartup } from './startup.ts';
import { table } from './table.ts';
import { measureTranscript } from './transcript.ts';
import { measureWindowEdits, measureWindowSteps } from './windowSteps.ts';

type Group =
  /** Needs nothing but the sources. */
  | { name: string; needs: 'nothing'; measure: () => Promise<Figure[]> }
  /** Needs the packaged extension. */
  | { name: string; needs: 'vsix'; measure: (vsix: string) => Promise<Figure[]> }
  /** Needs a real VS Code with the packaged extension. */
  | { name: string; needs: 'lab'; measure: (lab: Lab) => Promise<Figure[]> };

const groups: Group[] = [
  { name: 'prompt', needs: 'nothing', measure: measurePrompt },
  { name: 'matching', needs: 'nothing', measure: measureMatching },
  { name: 'toolStep', needs: 'nothing', measure: measureHeadlessSteps },
  { name: 'threeEdits', needs: 'nothing', measure: measureHeadlessEdits },
  { name: 'search', needs: 'nothing', measure: measureSearch },
  { name: 'checkpoints', needs: 'nothing', measure: measureCheckpoints },
  { name: 'size', needs: 'vsix', measure: measureSize },
  { name: 'startup', needs: 'lab', measure: measureStartup },
  { name: 'toolStep', needs: 'lab', measure: measureWindowSteps },
  { name: 'threeEdits', needs: 'lab', measure: measureWindowEdits },
  { name: 'latency', needs: 'lab', measure: measureLatency },
  { name: 'burst', needs: 'lab', measure: measureBurst },
  { name: 'transcript', needs: 'lab', measure: measureTranscript },
];

async function main(): Promise<(Figure | Unmeasured)[]> {
  const chosen = chooseGroups();
  await using disposables = new AsyncDisposableStack();
  let packaged: Promise<string> | undefined;
  let opened: Promise<Lab> | undefined;
  const vsix = () => (packaged ??= packageExtension());
  const lab = () =>
    (opened ??= vsix()
      .then(openLab)
      .then((lab) => disposables.use(lab)));
  const results: (Figure | Unmeasured)[] = [];
  warnOfLoad();
  for (const group of chosen) {
    console.error(`Measuring ${group.name}${group.needs === 'lab' ? ' in VS Code' : ''} ...`);
    for (const result of await attempt(group, vsix, lab)) {
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

function chooseGroups(): Group[] {
  const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
  const names = only?.split(',') ?? groups.map(({ name }) => name);
  const unknown = names.find((name) => !groups.some((group) => group.name === name));
  if (unknown !== undefined) {
    throw new Error(`There is no group "${unknown}": ${[...new Set(groups.map(({ name }) => name))].join(', ')}.`);
  }
  return groups.filter(({ name }) => names.includes(name));
}

async function attempt(
  group: Group,
  vsix: () => Promise<string>,
  lab: () => Promise<Lab>,
): Promise<(Figure | Unmeasured)[]> {
  try {
    switch (group.needs) {
      case 'nothing':
        return await group.measure();
      case 'vsix':
        return await group.measure(await vsix());
      case 'lab':
        return await group.measure(await lab());
    }
  } catch (error) {
    return [{ figure: group.name, error: error instanceof Error ? error.message : String(error) }];
  }
}

const results = await main();
console.log(`\n${table(results)}`);
const unmeasured = results.filter((result) => 'error' in result);
for (const { figure, error } of unmeasured) console.error(`\n${figure} could not be measured: ${error}`);
process.exitCode = unmeasured.length > 0 ? 1 : 0;
