// Runs test/integration inside a real VS Code: `node test/host/runIntegration.ts` in the VS Code server and Chromium,
// with `--desktop` in a desktop VS Code that @vscode/test-electron downloads.
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { downloadAndUnzipVSCode, runTests, TestRunFailedError } from '@vscode/test-electron';
import { build } from 'esbuild';
import { cacheDir, root } from './paths.ts';
import { testFiles } from './testFiles.ts';

const buildDir = path.join(cacheDir, 'build', 'integration');

/** Bundled because an extension host loads CommonJS, and because the tests share TypeScript modules with the rest. */
async function buildTests(): Promise<void> {
  await rm(buildDir, { recursive: true, force: true });
  await build({
    absWorkingDir: root,
    entryPoints: ['test/integration/run.ts', ...(await testFiles('integration'))],
    outbase: 'test/integration',
    outdir: buildDir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    packages: 'external',
    external: ['vscode'],
    sourcemap: 'inline',
    logLevel: 'warning',
  });
}

async function executable(desktop: boolean): Promise<string> {
  if (!desktop) return path.join(import.meta.dirname, process.platform === 'win32' ? 'code.cmd' : 'code');
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    throw new Error('A desktop VS Code needs a display. Where there is none: xvfb-run -a npm run test:desktop');
  }
  try {
    return await downloadAndUnzipVSCode({ cachePath: cacheDir });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `A desktop VS Code could not be downloaded from update.code.visualstudio.com (${reason}).\n` +
        'Run `npm test` instead: it runs the same tests in a VS Code server from the npm registry.',
    );
  }
}

async function main(): Promise<number> {
  const desktop = process.argv.includes('--desktop');
  const vscodeExecutablePath = await executable(desktop);
  await buildTests();
  const workspace = await mkdtemp(path.join(tmpdir(), 'ask-kimi-workspace-'));
  try {
    await cp(path.join(import.meta.dirname, 'sample'), workspace, { recursive: true });
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(buildDir, 'run.cjs'),
      launchArgs: [workspace],
    });
    return 0;
  } catch (error) {
    // The tests have said what failed.
    if (error instanceof TestRunFailedError) return error.code ?? 1;
    throw error;
  } finally {
    await rm(workspace, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }
}

process.exitCode = await main().catch((error: Error) => {
  console.error(error.message);
  return 1;
});
