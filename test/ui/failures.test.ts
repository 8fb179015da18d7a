import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import {
  incorrectKey,
  quotaExceeded,
  rateLimited,
  tokenLimitExceeded,
  usageLimitReached,
} from '../simulator/errors.ts';
import { Gate } from '../simulator/gate.ts';
import type { Completion, Failure, ScriptedToolCall } from '../simulator/scenario.ts';
import { panelFixture } from './support/panelFixture.ts';

const BINARY = Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2, 3, 0, 0, 255, 254]);

const NEXT_YEAR = new Date().getFullYear() + 1;

describe('when something is wrong', () => {
  const fixture = panelFixture({
    files: { 'notes.txt': 'one\n', 'program.bin': BINARY, 'huge.txt': 'x'.repeat(11_000_000) },
  });

  const well: Completion = { reasoning: 'Now it works.', content: 'Here is the answer.' };
  const html: Failure = { status: 200, html: '<html><head><title>Sign in</title></head><body>Welcome</body></html>' };

  const refusals: { name: string; failure: Failure; title: string; advice: RegExp; remedy: string; detail?: RegExp }[] =
    [
      {
        name: 'a key that is not set',
        failure: incorrectKey(),
        title: 'No API key',
        advice: /Set the key of your endpoint/,
        remedy: 'Set API key',
        detail: /Incorrect API key provided/,
      },
      {
        name: 'an empty account',
        failure: quotaExceeded(),
        title: 'The account has no balance left',
        advice: /Top it up/,
        remedy: 'Try again',
        detail: /check your account balance/,
      },
      {
        name: 'a used-up plan',
        failure: usageLimitReached(new Date(Date.UTC(NEXT_YEAR, 5, 15, 12))),
        title: 'The usage limit is reached',
        advice: new RegExp(`can be asked again after Jun 1\\d, ${NEXT_YEAR}`),
        remedy: 'Select endpoint',
        detail: /weekly \(7-day\) usage limit/,
      },
      {
        name: 'an endpoint that answers HTML',
        failure: html,
        title: 'This is not a Kimi endpoint',
        advice: /Check the base URL/,
        remedy: 'Select endpoint',
      },
      {
        name: 'a full context',
        failure: tokenLimitExceeded(262_144, 300_000),
        title: 'The context window is full',
        advice: /Start a new session and name the files that matter/,
        remedy: 'New session',
        detail: /262144/,
      },
    ];
  for (const { name, failure, title, advice, remedy, detail } of refusals) {
    it(`${name} is said with what to do, and the session goes on`, async () => {
      const { panel, send, blocks, button, rests } = await fixture.begin([failure, well]);
      await send('A question');
      const alert = panel.getByRole('alert');
      await alert.getByText(title).waitFor();
      await alert.getByText(advice).waitFor();
      await button(remedy).waitFor();
      if (detail) {
        await blocks('error').locator('summary').click();
        await blocks('error').getByText(detail).waitFor();
      }
      await rests();
      await blocks('user').getByText('A question').waitFor();
      if ((await button('Try again').count()) > 0) await button('Try again').click();
      else await send('Again');
      await blocks('content').getByText('Here is the answer.').waitFor();
    });
  }

  it('a cut stream is tried again, visibly, and the answer is whole', async () => {
    const cut: Completion = { reasoning: 'Half of.', content: 'Half of an answer.', cutAfter: { content: 2 } };
    let seen = false;
    const { send, blocks, button, rests, panel } = await fixture.begin(() => (seen ? well : cut));
    await send('A question');
    await panel.getByText('The connection was cut in mid-answer.').waitFor();
    seen = true;
    await button('Retry now').click();
    await rests();
    await blocks('content').getByText('Here is the answer.').waitFor();
    assert.equal(await blocks('content').count(), 1);
    assert.equal(await panel.getByText('Half of').count(), 0);
    assert.equal(await panel.getByRole('alert').count(), 0);
  });

  it('a rate limit is waited for, with the wait shown and Stop beside it', async () => {
    const { panel, send, blocks, button, rests, requests } = await fixture.begin([
      rateLimited(50, { header: true }),
      well,
    ]);
    await send('A question');
    await panel.getByText(/Rate limit reached\. Next attempt in (50|4\d) s/).waitFor();
    await button('Stop').click();
    await blocks('notice').getByText('You stopped this turn.').waitFor();
    await rests();
    assert.equal(requests().length, 1);
    await send('Again');
    await blocks('content').getByText('Here is the answer.').waitFor();
  });

  it('a first word that takes long is waited for, with the seconds shown, and Stop ends it', async () => {
    const gate = new Gate();
    const { panel, send, blocks, button, rests, requests } = await fixture.begin([
      { ...well, hold: { before: 0, until: gate } },
      well,
    ]);
    await send('A question');
    await gate.reached;
    await panel.getByText(/Waiting for the endpoint… [4-9] s/).waitFor();
    await button('Stop').click();
    await blocks('notice').getByText('You stopped this turn.').waitFor();
    await rests();
    assert.equal(requests().length, 1);
    gate.open();
    await send('Again');
    await blocks('content').getByText('Here is the answer.').waitFor();
    assert.equal(await panel.getByText('Waiting for the endpoint').count(), 0);
  });

  it('no network is waited for, and the prompt is not lost', async () => {
    const { panel, simulator, send, blocks, button, rests } = await fixture.begin([well]);
    // The footer's model shows when the settings have arrived.
    const use = async (baseUrl: string, model: string) => {
      const endpoint = { 'askKimi.endpoint': 'custom', 'askKimi.baseUrl': baseUrl, 'askKimi.model': model };
      await fixture.server().writeSettings('machine', endpoint);
      await panel.locator('.footer button', { hasText: model }).waitFor();
    };
    // Nothing listens on port 1 ("tcpmux").
    await use('http://127.0.0.1:1/v1', 'kimi-k2.6');
    await send('A question');
    await panel.getByText('No connection.').waitFor();
    await button('Stop').click();
    await rests();
    await use(simulator.url, 'kimi-k2.7-code');
    await send('Once more');
    await blocks('content').getByText('Here is the answer.').waitFor();
    assert.equal(await blocks('user').count(), 2);
  });

  const calls = (...toolCalls: ScriptedToolCall[]): Completion => ({ reasoning: 'Look.', toolCalls });
  const read = (file: string): ScriptedToolCall => ({ name: 'read_file', arguments: { path: file } });

  it('tool arguments that are not JSON go back to the model, and the card says so', async () => {
    const { send, blocks, requests } = await fixture.begin([
      calls({ name: 'read_file', arguments: '{"path": notes.txt' }),
      well,
    ]);
    await send('Read it');
    await blocks('content').getByText('Here is the answer.').waitFor();
    await blocks('tool').getByRole('img', { name: 'Failed' }).waitFor();
    const told = requests()
      .at(-1)
      ?.body?.messages.find(({ role }) => role === 'tool');
    assert.match(String(told?.content), /JSON/);
  });

  it('a file that is binary, too large or missing is said, and the session goes on', async () => {
    const { send, blocks } = await fixture.begin([
      calls(read('program.bin'), read('huge.txt'), read('nowhere.txt')),
      well,
    ]);
    await send('Read them');
    await blocks('content').getByText('Here is the answer.').waitFor();
    await blocks('tool').nth(0).getByText('is a binary file').waitFor();
    await blocks('tool').nth(1).getByText('is too large to read').waitFor();
    await blocks('tool').nth(2).getByText('nowhere.txt').first().waitFor();
    assert.equal(await blocks('tool').getByRole('img', { name: 'Failed' }).count(), 3);
  });

  it('a file outside the workspace is read only when the person agrees', async () => {
    const { send, blocks, button, requests } = await fixture.begin([calls(read('/etc/hosts')), well]);
    await send('Read it');
    await blocks('consent').getByText('Read outside the workspace:').waitFor();
    await button('Reject').click();
    await blocks('content').getByText('Here is the answer.').waitFor();
    const told = requests()
      .at(-1)
      ?.body?.messages.find(({ role }) => role === 'tool');
    assert.doesNotMatch(String(told?.content), /localhost/);
  });

  it('without a folder the panel says so, and still talks', async () => {
    const { send, blocks, button, panel } = await fixture.open({
      files: 'none',
      scenario: [calls({ name: 'run_command', arguments: { command: 'node --version' } }), well],
    });
    await panel.getByText('No folder is open, so there are no files to read or change.').waitFor();
    await button('Open folder').waitFor();
    await send('Run it');
    await blocks('content').getByText('Here is the answer.').waitFor();
    await blocks('command').getByText('No folder is open').waitFor();
  });

  it('a folder that is deleted meanwhile breaks nothing', async () => {
    const gate = new Gate();
    const { send, blocks, folder, button, rests } = await fixture.open({
      files: { 'notes.txt': 'one\n' },
      scenario: [
        { ...calls(read('notes.txt')), hold: { before: { toolCalls: 0 }, until: gate } },
        calls({ name: 'write_file', arguments: { path: 'notes.txt', content: 'two\n' } }),
        calls({ name: 'run_command', arguments: { command: 'node --version' } }),
        well,
      ],
    });
    await send('Read it');
    await gate.reached;
    await rm(folder, { recursive: true });
    gate.open();
    await blocks('tool').getByRole('img', { name: 'Failed' }).waitFor();
    await button('Accept').click();
    await blocks('edit').getByRole('alert').getByText('is no longer there').waitFor();
    await button('Reject').click();
    await blocks('edit').getByRole('textbox', { name: 'Reason (optional)' }).press('Enter');
    await button('Run').click();
    await blocks('content').getByText('Here is the answer.').waitFor();
    await rests();
    await blocks('command').getByRole('img', { name: 'Failed' }).waitFor();
  });
});
