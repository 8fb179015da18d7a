// npm test: builds once, runs the suites one after another, and ends with one line that totals them.
//
//   node test/host/test.ts [unit|integration|ui|desktop ...] [--grep TEXT] [--long]
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

/** How each suite is run, as arguments for Node. */
const suites: Record<string, string[]> = {
  unit: ['test/host/runMocha.ts', 'unit'],
  integration: ['test/host/runIntegration.ts'],
  ui: ['test/host/runMocha.ts', 'ui'],
  desktop: ['test/host/runIntegration.ts', '--desktop'],
};
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
  if (chosen.some((name) => name !== 'unit')) await build();
  const counts: Counts[] = [];
  for (const name of chosen) counts.push(await runSuite(name, suites[name] ?? []));
  const total = (key: keyof Counts) => counts.reduce((sum, count) => sum + count[key], 0);
  const skipped = total('skipped');
  console.log(`${total('passed')} passed, ${total('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return total('failed') === 0;
}

async function build(): Promise<void> {
  const code = await node(['esbuild.mjs'], process.env);
  if (code !== 0) throw new Error('The build failed, so no test ran.');
  await stageExtension();
}

async function runSuite(name: string, args: string[]): Promise<Counts> {
  console.log(`\n=== ${name}`);
  const started = performance.now();
  const file = path.join(cacheDir, `counts-${name}.json`);
  await rm(file, { force: true });
  const code = await node(args, {
    ...process.env,
    [COUNTS_FILE_VARIABLE]: file,
    ...(values.grep === undefined ? {} : { [GREP_VARIABLE]: values.grep }),
    ...(values.long ? { [LONG_VARIABLE]: 'yes' } : {}),
  });
  const counts = await readCounts(file);
  if (code !== 0 && counts.failed === 0) {
    console.error(`The suite ${name} ended with exit code ${code}: this counts as a failure.`);
    counts.failed = 1;
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`=== ${name}: ${counts.passed} passed, ${counts.failed} failed in ${seconds} s`);
  return counts;
}

/** A suite that left no counts did not get to its end. */
async function readCounts(file: string): Promise<Counts> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) {
    console.error('The suite ended without a result: this counts as a failure.');
    return { passed: 0, failed: 1, skipped: 0 };
  }
  return JSON.parse(text);
}

async function node(args: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return Number(code ?? 1);
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
}
