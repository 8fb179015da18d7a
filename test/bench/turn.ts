import type { Page } from 'playwright-core';
import { panelFrame } from '../host/workbench.ts';

const ENDS_WITHIN_MS = 60_000;

/** Sends a prompt as a user does. */
export async function sendPrompt(page: Page, text: string): Promise<void> {
  const input = panelFrame(page).getByRole('textbox', { name: 'Message Kimi' });
  await input.fill(text);
  await input.press('Enter');
}

/** Resolves when the panel shows that the agent rests. */
export async function turnEnded(page: Page): Promise<void> {
  await panelFrame(page).getByRole('button', { name: 'Send', exact: true }).waitFor({ timeout: ENDS_WITHIN_MS });
}
