import { prompt, startFixture } from '../unit/support/sessionFixture.ts';
import { EditScript } from './editScript.ts';
import type { Figure } from './figure.ts';
import { STEP_FILE, StepScript } from './stepScript.ts';

/** The whole agent in this process, without VS Code. */
export async function measureHeadlessSteps(): Promise<Figure[]> {
  const script = new StepScript('values.ts');
  await using fixture = await startFixture({ scenario: script.scenario, files: { 'values.ts': STEP_FILE } });
  await fixture.session.send(prompt('Read the file again and again'));
  return script.figures('headless', fixture.simulator.requests);
}

/** As measureHeadlessSteps, with edits. */
export async function measureHeadlessEdits(): Promise<Figure[]> {
  let script: EditScript | undefined;
  await using fixture = await startFixture({
    scenario: (request, index) => script?.reply(request, index) ?? {},
    approvals: 'auto',
  });
  script = new EditScript(fixture.folder);
  await script.writeFiles();
  const unwatch = script.watch();
  await fixture.session.send(prompt('Count'));
  unwatch();
  return script.figures('headless', fixture.simulator.requests);
}
