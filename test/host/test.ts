// npm test: builds once, runs the suites, two at a time where there are several, and ends with the failed tests of all of them and a
// line of totals.
//
//   node test/host/test.ts [unit|integration|ui|lab|desktop ...] [--grep TEXT] [--long]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { COUNTS_FILE_VARIABLE, type Counts } from './CountingReporter.ts';
import { ensureChromium } from './installChromium.ts';
import { ensureServer } from './installServer.ts';
import { GREP_VARIABLE, LONG_VARIABLE } from './mochaOptions.ts';
import { cacheDir, root } from './paths.ts';
import { stageExtension } from './stageExtension.ts';

/** What runs in a process of its own: its name, and the arguments for Node. */
type Run = [name: string, ...args: string[]];

/** How each suite is run. Opening windows takes most of the panel suite's time: two halves share the processors well. */
const suites: Record<string, Run[]> = {
  unit: [['unit', 'test/host/runMocha.ts', 'unit']],
  integration: [['integration', 'test/host/runIntegration.ts']],
  ui: [
    ['ui-1', 'test/host/runMocha.ts', 'ui', '1/2'],
    ['ui-2', 'test/host/runMocha.ts', 'ui', '2/2'],
  ],
  lab: [['lab', 'test/host/runMocha.ts', 'lab']],
  desktop: [['desktop', 'test/host/runIntegration.ts', '--desktop']],
};
/** Of what is looked for there is little: it is shown as it runs. */
const wholeUi: Run = ['ui', 'test/host/runMocha.ts', 'ui'];
const usual = ['unit', 'integration', 'ui'];

const { values, positionals } = parseArgs({
  options: { grep: { type: 'string' }, long: { type: 'boolean' } },
  allowPositionals: true,
});
const chosen = positionals.length > 0 ? positionals : usual;

async function main(): Promise<boolean> {
  const unknown = chosen.find((name) => suites[name] === undefined);
  if (unknown !== undefined) throw new Error(`There is no suite "${unknown}": ${Object.keys(suites).join(', ')}.`);
  await mkdir(cacheDir, { recursive: true });
  if (chosen.includes('integration') || chosen.includes('ui')) {
    // Before anything else, so that a missing network is said at once and not after minutes of tests.
    await ensureServer();
    await ensureChromium();
  }
  if (chosen.some((name) => name !== 'unit' && name !== 'lab')) await build();
  const runs = chosen.flatMap((name) =>
    name === 'ui' && values.grep !== undefined ? [wholeUi] : (suites[name] ?? []),
  );
  const counts = await inLanes(runs);
  for (const failure of counts.flatMap(({ failures }) => failures)) console.log(`Failed: ${failure}`);
  const total = (key: 'passed' | 'failed' | 'skipped') => counts.reduce((sum, count) => sum + count[key], 0);
  const skipped = total('skipped');
  console.log(`${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return total('failed') === 0;
}

async function build(): Promise<void> {
  const { code } = await node(['esbuild.mjs'], process.env, true);
  if (code !== 0) throw new Error('The build failed, so no test ran.');
  await stageExtension();
}

/** A single run is shown as it runs, each of several when it is over. */
async function inLanes(runs: readonly Run[]): Promise<Counts[]> {
  const waiting = [...runs];
  const counts: Counts[] = [];
  const live = runs.length === 1;
  const work = async () => {
    for (let run = waiting.shift(); run; run = waiting.shift()) counts.push(await runSuite(run, live));
  };
  await Promise.all([work(), work()]);
  return counts;
}

async function runSuite([name, ...args]: Run, live: boolean): Promise<Counts> {
  console.log(live ? `\n=== ${name}` : `=== ${name} begins`);
  const started = performance.now();
  const file = path.join(cacheDir, `counts-${name}.json`);
  await rm(file, { force: true });
  const environment = {
    ...process.env,
    [COUNTS_FILE_VARIABLE]: file,
    ...(values.grep === undefined ? {} : { [GREP_VARIABLE]: values.grep }),
    ...(values.long ? { [LONG_VARIABLE]: 'yes' } : {}),
  };
  const { code, output } = await node(args, environment, live);
  if (!live) console.log(`\n=== ${name}\n${output}`);
  const counts = await readCounts(file);
  if (code !== 0 && counts.failed === 0) {
    counts.failed = 1;
    counts.failures.push(`the suite ${name}, which ended with exit code ${code}`);
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`=== ${name}: ${counts.passed} passed, ${counts.failed} failed in ${seconds} s`);
  return counts;
}

/** A suite that left no counts did not get to its end. */
async function readCounts(file: string): Promise<Counts> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  return text === undefined
    ? { passed: 0, failed: 1, skipped: 0, failures: [`${path.basename(file)} is missing: a suite has no result`] }
    : JSON.parse(text);
}

/** What it prints is shown as it comes, or else given when it is over. */
async function node(args: readonly string[], env: NodeJS.ProcessEnv, live: boolean) {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['inherit', ...shownOrKept(live)] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  return { code: Number(code ?? 1), output: Buffer.concat(chunks).toString() };
}

function shownOrKept(live: boolean): ['inherit', 'inherit'] | ['pipe', 'pipe'] {
  return live ? ['inherit', 'inherit'] : ['pipe', 'pipe'];
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
