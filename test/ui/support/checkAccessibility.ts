import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { OpenPanel } from './openPanel.ts';

interface Axe {
  run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[] }>;
}

/** Nothing in the panel's document is against axe's rules as it stands. */
export async function checkAccessibility({ panel, screenshot }: OpenPanel, name: string): Promise<void> {
  await screenshot(`theme-${name}`);
  const root = panel.locator('html');
  if (!(await root.evaluate(() => 'axe' in window))) await root.evaluate(runScript, await axeSource());
  const found = await root.evaluate(() => (window as Window & { axe?: Axe }).axe?.run());
  assert.ok(found);
  const words = found.violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
  );
  assert.deepEqual(words, [], name);
}

/** The page's policy lets no script in that is not its own; the debugger is not asked. */
function runScript(_element: Element, source: string): void {
  // biome-ignore lint/security/noGlobalEval: axe is one script that defines a global
  globalThis.eval(source);
}

async function axeSource(): Promise<string> {
  const require = createRequire(createRequire(import.meta.url).resolve('@axe-core/playwright'));
  return await readFile(require.resolve('axe-core/axe.min.js'), 'utf8');
}
