import type { Page } from 'playwright-core';
import { openWindow } from '../host/openWindow.ts';
import { openChat, panelFrame } from '../host/workbench.ts';
import type { Figure } from './figure.ts';
import type { Lab } from './lab.ts';
import { median } from './percentile.ts';
import { turnEnded } from './turn.ts';

const RUNS = 5;
const MAX_FIRST_MS = 50;
/** As fast as people type who type fast. */
const KEY_MS = 60;
const PROMPT = 'What does this do?';

interface Noted {
  askKimiEnterAt?: number;
}

/** From the Enter key to the whole of the request, for the first prompt of a window and for that of its next session. */
export async function measureFirstPrompt(lab: Lab): Promise<Figure[]> {
  const first: number[] = [];
  const next: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await using window = await openWindow(lab);
    const { page } = window;
    await openChat(page);
    first.push(await ask(lab, page));
    await page.locator('.pane-header, .composite.title').getByRole('button', { name: 'New Session' }).first().click();
    await panelFrame(page).getByRole('heading', { name: 'New session' }).waitFor();
    next.push(await ask(lab, page));
  }
  return [
    { figure: 'firstPrompt.window', value: median(first), unit: 'ms', target: MAX_FIRST_MS, samples: RUNS },
    { figure: 'firstPrompt.session', value: median(next), unit: 'ms', target: MAX_FIRST_MS, samples: RUNS },
  ];
}

async function ask(lab: Lab, page: Page): Promise<number> {
  lab.answerWith([{ content: 'It adds.' }]);
  const before = lab.simulator.requests.length;
  const panel = panelFrame(page);
  const input = panel.getByRole('textbox', { name: 'Message Kimi' });
  await input.evaluate(noteEnter);
  await input.pressSequentially(PROMPT, { delay: KEY_MS });
  await input.press('Enter');
  await panel.getByText('It adds.', { exact: true }).waitFor();
  await turnEnded(page);
  const asked = lab.simulator.requests.slice(before).find(({ body }) => body);
  const pressed = await input.evaluate(() => {
    const noted: Window & Noted = window;
    return noted.askKimiEnterAt ?? Number.NaN;
  });
  return (asked?.at ?? Number.NaN) - pressed;
}

/** Runs in the panel. */
function noteEnter(input: HTMLElement | SVGElement): void {
  input.addEventListener(
    'keydown',
    (event) => {
      const noted: Window & Noted = window;
      if (event instanceof KeyboardEvent && event.key === 'Enter')
        noted.askKimiEnterAt = performance.timeOrigin + event.timeStamp;
    },
    { capture: true },
  );
}
