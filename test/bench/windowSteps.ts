import { openWindow } from '../host/openWindow.ts';
import { openChat } from '../host/workbench.ts';
import { measureEditorAlone } from './editorAlone.ts';
import { EditScript } from './editScript.ts';
import type { Figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { warmUp } from './latency.ts';
import { StepScript } from './stepScript.ts';
import { sendPrompt, turnEnded } from './turn.ts';

/** The same steps as a user sees them: in VS Code's extension host, with the panel drawing each of them. */
export async function measureWindowSteps(lab: Lab): Promise<Figure[]> {
  await using window = await openWindow(lab);
  const { page } = window;
  await openChat(page);
  await warmUp(lab, page);
  const script = new StepScript('values.ts');
  const before = lab.simulator.requests.length;
  lab.answerWith(script.scenario);
  await sendPrompt(page, 'Read the file again and again');
  await script.finished;
  await turnEnded(page);
  return script.figures('vscode', lab.simulator.requests.slice(before));
}

/** As measureWindowSteps, with edits of files that a language server looks at, in Auto. */
export async function measureWindowEdits(lab: Lab): Promise<Figure[]> {
  const script = new EditScript(lab.folder);
  await script.writeFiles();
  await using window = await openWindow(lab);
  const { page } = window;
  await openChat(page);
  await warmUp(lab, page);
  const before = lab.simulator.requests.length;
  lab.answerWith(script.reply);
  const unwatch = script.watch();
  await sendPrompt(page, 'Count');
  await script.finished;
  await turnEnded(page);
  unwatch();
  const figures = script.figures('vscode', lab.simulator.requests.slice(before));
  return [...figures, ...(await measureEditorAlone(lab, script.files))];
}
