// Stands in for the executable of a desktop VS Code where there is none: runs an extension's test entry point in the VS Code
// server and a headless Chromium, passes on the tests' report, and exits as the tests did.
//
//   code --extensionDevelopmentPath=DIR --extensionTestsPath=FILE [FOLDER | FILE.code-workspace]
//
// The other options that @vscode/test-electron gives have no meaning here and are ignored.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { format, parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { LINE_MARK_VARIABLE } from './CountingReporter.ts';
import { launchBrowser, openWindow } from './openWindow.ts';
import { artifactsDir } from './paths.ts';
import { type Server, startServer } from './startServer.ts';

const TIMEOUT_MS = 10 * 60_000;
const TIMED_OUT = 124;
const MARK = 'test| ';

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ strict: false, allowPositionals: true });
  const developmentPath = pathOption(values, 'extensionDevelopmentPath');
  const testsPath = pathOption(values, 'extensionTestsPath');
  const opened = positionals[0];

  await using server = await startServer({ development: true, env: { [LINE_MARK_VARIABLE]: MARK } });
  await using browser = await launchBrowser();
  const consoleLines: string[] = [];
  const ended = Promise.withResolvers<{ code: number; reason?: string }>();
  const timer = setTimeout(
    () => ended.resolve({ code: TIMED_OUT, reason: `The tests did not end within ${TIMEOUT_MS / 60_000} minutes.` }),
    TIMEOUT_MS,
  );
  server.exited.then((code) => ended.resolve({ code: 1, reason: `The VS Code server ended with exit code ${code}.` }));
  await using window = await openWindow({
    server,
    browser,
    developmentPath,
    testsPath,
    ...(opened?.endsWith('.code-workspace') ? { workspaceFile: opened } : opened ? { folder: opened } : {}),
    onLog(type, values) {
      const line = format(...values);
      if (line.startsWith(MARK)) console.log(line.slice(MARK.length));
      else consoleLines.push(`[${type}] ${line}`);
    },
    onExit: (code) => ended.resolve({ code }),
  });
  window.page.on('crash', () => ended.resolve({ code: 1, reason: 'The VS Code window crashed.' }));
  const { code, reason } = await ended.promise;
  clearTimeout(timer);
  if (reason !== undefined) console.error(reason);
  if (code !== 0) await keepEvidence(window.page, server, consoleLines);
  return code;
}

function pathOption(values: Record<string, unknown>, name: string): string {
  const value = values[name];
  if (typeof value !== 'string') throw new Error(`--${name}= is missing`);
  return path.resolve(value);
}

async function keepEvidence(page: Page, server: Server, consoleLines: readonly string[]): Promise<void> {
  await mkdir(artifactsDir, { recursive: true });
  await writeFile(path.join(artifactsDir, 'integration-server.log'), server.log());
  await writeFile(path.join(artifactsDir, 'integration-console.log'), consoleLines.join('\n'));
  const screenshot = path.join(artifactsDir, 'integration.png');
  await page.screenshot({ path: screenshot }).catch((error: Error) => console.error(error.message));
  console.error(`A screenshot and the logs are in ${artifactsDir}`);
}

process.exitCode = await main().catch((error: Error) => {
  console.error(error.message);
  return 1;
});
