import { readdir } from 'node:fs/promises';
import path from 'node:path';
import Mocha from 'mocha';
import { mochaOptions } from '../host/mochaOptions.ts';

const TEST_TIMEOUT_MS = 60_000;

/** The entry point that VS Code calls in its extension host. The bundled tests stand beside the bundle of this file. */
export async function run(): Promise<void> {
  const mocha = new Mocha(mochaOptions(TEST_TIMEOUT_MS));
  const files = await readdir(__dirname, { recursive: true });
  for (const file of files.filter((name) => name.endsWith('.test.cjs')).sort()) {
    mocha.addFile(path.join(__dirname, file));
  }
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} integration ${failures === 1 ? 'test' : 'tests'} failed.`);
}
