import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from '../host/workbench.ts';
import { configured } from '../mcp/configured.ts';
import type { Completion } from '../simulator/scenario.ts';
import { checkAccessibility } from './support/checkAccessibility.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('tools from elsewhere', () => {
  const scripts = { hello: 'echo hi there' };
  const fixture = panelFixture({
    files: { '.vscode/mcp.json': configured(), 'package.json': JSON.stringify({ scripts }) },
  });
  const use: Completion = {
    reasoning: 'Use it.',
    toolCalls: [{ name: 'mcp_demo_echo', arguments: { text: 'made\u202Eof two\nlines' } }],
  };
  const done: Completion = { reasoning: 'Good.', content: 'All done.' };

  it('are switched on, start and run with consent, and ask again when their server is another', async () => {
    const opened = await fixture.begin([done]);
    const { page, folder, panel, send, button, blocks, rests, begin, requests, screenshot } = opened;
    const quickPick = page.locator('.quick-input-widget');
    const tick = async (label: string) => {
      const row = quickPick.locator('.monaco-list-row').filter({ hasText: label });
      await row.click();
      await row.locator('[aria-checked="true"], :checked').first().waitFor();
      await quickPick.getByRole('button', { name: 'OK' }).click();
    };

    await runCommand(page, 'Ask Kimi: Select Tools');
    await quickPick.getByText('Start demo to choose from its tools').waitFor();
    await screenshot('tools-choose');
    await tick('Start demo');
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText('stdioServer.ts').waitFor();
    await dialog.getByText(`in ${folder}`).waitFor();
    await screenshot('tools-start');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await quickPick.getByText('Says it again.').waitFor();
    await screenshot('tools-of-server');
    await tick('Says it again.');
    await quickPick.waitFor({ state: 'hidden' });

    await begin([use, done]);
    await send('Use it');
    await blocks('consent').getByText('Use a tool of demo:').waitFor();
    await blocks('consent').getByText('"text": "made\\u{202e}of two\\nlines"').waitFor();
    await checkAccessibility(opened, 'tool-asks');
    await button('Allow').click();
    await rests();
    assert.match(JSON.stringify(requests().at(-1)?.body?.messages), /Untrusted data from mcp_demo_echo .*made.*of two/);
    const offered =
      requests()
        .at(-1)
        ?.body?.tools?.map((tool) => tool.function.name) ?? [];
    assert.deepEqual(
      offered.filter((name) => name.startsWith('mcp_')),
      ['mcp_demo_echo'],
    );
    await screenshot('tool-done');

    await writeFile(
      path.join(folder, '.vscode/mcp.json'),
      configured('plain', { env: { NODE_OPTIONS: '--no-warnings' } }),
    );
    await begin([use, done]);
    await send('Use it again');
    await panel.getByText('which was changed since you agreed to it').waitFor();
    await blocks('consent').getByText('NODE_OPTIONS=--no-warnings').waitFor();
    await checkAccessibility(opened, 'server-asks');
    await button('Start').click();
    await button('Skip').click();
    await blocks('tool').getByText('was not called: the person refused').waitFor();
    await rests();

    const runTask = (args: object): Completion => ({
      reasoning: 'Run it.',
      toolCalls: [{ name: 'run_task', arguments: { ...args } }],
    });
    await begin([runTask({}), runTask({ name: 'hello' }), done]);
    await send('Say hello');
    await blocks('command').getByText('List tasks').waitFor();
    await blocks('command').getByText('$ npm run hello').waitFor();
    await screenshot('task-asks');
    await button('Run').click();
    await rests();
    // The card closed with the end of its command.
    await blocks('command').getByText('$ npm run hello').click();
    await blocks('command').getByText('hi there').first().waitFor();
    assert.match(JSON.stringify(requests().at(-1)?.body?.messages), /\$ npm run hello\\\\?nExit code 0/);
  });
});
