import { panelFixture } from './support/panelFixture.ts';

describe('a folder that is not trusted', () => {
  const fixture = panelFixture({ files: { 'a.txt': 'one\n' } }, async () => ({
    development: true,
    workspaceTrust: true,
  }));

  it('is read and talked about, and nothing is changed, which the panel says', async () => {
    const { page, panel, send, blocks, button, rests, screenshot } = await fixture.open({
      files: { 'a.txt': 'one\n' },
      settings: { 'askKimi.approvals': 'auto', 'security.workspace.trust.startupPrompt': 'never' },
      scenario: [
        {
          reasoning: 'Change it.',
          toolCalls: [
            { name: 'write_file', arguments: { path: 'a.txt', content: 'two\n' } },
            { name: 'run_command', arguments: { command: 'echo hi' } },
          ],
        },
        { content: 'I may not change anything here.' },
      ],
    });
    await panel.getByText('edits and commands are off').waitFor();
    await send('Change it');
    await blocks('content').getByText('I may not change anything here.').waitFor();
    await rests();
    await screenshot('untrusted');
    await button('Manage trust').click();
    await page.locator('.workspace-trust-editor').waitFor();
  });
});
