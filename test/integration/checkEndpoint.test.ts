import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { writeSettings } from '../../src/vscode/settings/settings.ts';
import { startSimulator } from '../simulator/startSimulator.ts';
import { closeEverything } from './support/testFolder.ts';
import { waitFor } from './support/waitFor.ts';

describe('the command that checks the endpoint', () => {
  afterEach(async () => {
    await writeSettings({ endpoint: '', baseUrl: '', model: '' });
    await closeEverything();
  });

  it('shows a report that says what fails, with the flag that mends it', async () => {
    // Answers the same to everything, so that no tool is called and no picture is seen.
    const scenario = () => ({ content: 'I think.</think>Hm | <b>I</b> see `one`' });
    await using simulator = await startSimulator({ scenario, dialect: 'vllm' });
    await writeSettings({ endpoint: 'vllm', baseUrl: simulator.url });
    // It ends when its message is closed, which here nobody does.
    void vscode.commands.executeCommand('askKimi.checkEndpoint');

    const report = await waitFor('the report', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'ask-kimi-report'),
    );
    const text = report.getText();
    const lines = text.split('\n');
    assert.equal(lines[0], '# Ask Kimi: Endpoint Check');
    const row = (probe: string) => lines.find((line) => line.startsWith(`| ${probe} |`)) ?? '';
    assert.match(row('API key'), /\| ○\u00a0skipped \|/);
    assert.match(row('Streamed reply'), /\| ✓\u00a0works \|/);
    assert.match(row('Reasoning'), /\| ⚠\u00a0warning \|.*`<\/think>`.*vLLM.*`--reasoning-parser kimi_k2`/);
    assert.match(row('Tool calls'), /\| ✗\u00a0fails \|.*`--enable-auto-tool-choice --tool-call-parser kimi_k2`/);
    assert.match(row('Images'), /\| ✗\u00a0fails \|.*`Hm \\\| <b>I<\/b> see ˋoneˋ`/);
    assert.match(
      text,
      /For the command that starts vLLM\n\n```sh\n--reasoning-parser kimi_k2 \\\n--enable-auto-tool-choice/,
    );
    await waitFor('its page', () =>
      vscode.window.tabGroups.all.some(({ tabs }) => tabs.some(({ label }) => label.includes('Endpoint Check'))),
    );
  });
});
