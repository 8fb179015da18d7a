import { prompt, startFixture } from '../unit/support/sessionFixture.ts';
import type { Figure } from './figure.ts';
import { STEP_FILE, StepScript } from './stepScript.ts';

/** The whole agent in this process, without VS Code. */
export async function measureHeadlessSteps(): Promise<Figure[]> {
  const script = new StepScript('values.ts');
  await using fixture = await startFixture({ scenario: script.scenario, files: { 'values.ts': STEP_FILE } });
  await fixture.session.send(prompt('Read the file again and again'));
  return script.figures('headless', fixture.simulator.requests);
}
