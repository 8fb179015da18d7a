import assert from 'node:assert/strict';
import { runCommand } from '../host/workbench.ts';
import { waitFor } from '../integration/support/waitFor.ts';
import { Gate } from '../simulator/gate.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('sessions', () => {
  const fixture = panelFixture({
    files: { 'notes.txt': 'one\n', 'say.mjs': 'console.log("said it");' },
    settings: { 'askKimi.sound': true },
  });

  it('is back after a reload in mid-answer, and continues', async () => {
    const never = new Gate();
    const { send, reload, button, blocks, requests } = await fixture.begin([
      { reasoning: 'Look first.', toolCalls: [{ name: 'read_file', arguments: { path: 'notes.txt' } }] },
      { reasoning: 'Now the answer.', content: 'It says one.', hold: { before: { content: 2 }, until: never } },
      { reasoning: 'Again, the answer.', content: 'It says one, really.' },
    ]);
    await send('What do the notes say?');
    await blocks('content').getByText('It says').waitFor();
    await reload();
    await blocks('user').getByText('What do the notes say?').waitFor();
    await blocks('tool').getByText('notes.txt').waitFor();
    await blocks('content').getByText('It says').waitFor();
    await blocks('notice').getByText('This turn was interrupted').waitFor();
    await button('Continue').click();
    await blocks('content').getByText('It says one, really.').waitFor();
    assert.equal(await blocks('content').count(), 1);
    assert.equal(await blocks('notice').count(), 0);
    const roles = requests()
      .at(-1)
      ?.body?.messages.map(({ role }) => role);
    assert.deepEqual(roles, ['system', 'user', 'assistant', 'tool']);
  });

  it('asks again after a reload what it had asked', async () => {
    const { send, reload, button, blocks, rests } = await fixture.begin([
      { reasoning: 'Run it.', toolCalls: [{ name: 'run_command', arguments: { command: 'node say.mjs' } }] },
      { reasoning: 'Good.', content: 'It ran.' },
    ]);
    await send('Run it');
    await button('Run').waitFor();
    await reload();
    await button('Run').click();
    await blocks('content').getByText('It ran.').waitFor();
    await rests();
    await blocks('command').locator('summary').click();
    await blocks('command').getByText('said it', { exact: true }).waitFor();
  });

  it('goes on after a reload with the same words to the model', async () => {
    const { send, reload, blocks, rests, requests } = await fixture.begin([
      { reasoning: 'The first thought.', content: 'First answer.' },
      { reasoning: 'The second thought.', content: 'Second answer.' },
    ]);
    await send('First');
    await blocks('content').getByText('First answer.').waitFor();
    await rests();
    await reload();
    await blocks('content').getByText('First answer.').waitFor();
    await send('Second');
    await blocks('content').getByText('Second answer.').waitFor();
    // Not those that only ask what the server has.
    const asked = requests().flatMap(({ body }) => (body ? [JSON.stringify(body.messages).slice(0, -1)] : []));
    const [first, second] = asked;
    assert.ok(first !== undefined && second !== undefined);
    assert.ok(second.startsWith(first), 'the second request begins with the first one');
    assert.match(second, /The first thought\./);
  });

  it('work on behind the one that is shown, and are found by their titles', async () => {
    const notYet = new Gate();
    const later = new Gate();
    const { page, panel, send, rests, blocks, button, onDisk } = await fixture.begin([
      { reasoning: 'Slowly.', content: 'Melons take long.', hold: { before: { content: 2 }, until: notYet } },
      {
        reasoning: 'Run it.',
        toolCalls: [{ name: 'run_command', arguments: { command: 'node say.mjs > said.txt' } }],
        hold: { before: { reasoning: 1 }, until: later },
      },
      { reasoning: 'Good.', content: 'It was said.' },
    ]);
    await send('Tell me of melons');
    await blocks('content').getByText('Melons').waitFor();
    await button('Sessions').click();
    await button('New session').click();
    await panel.getByRole('heading', { name: 'New session' }).waitFor();
    await button('Sessions (1 working)').waitFor();
    await send('Run it');
    await later.reached;

    // Back to the melons: now the other one works behind, and then waits.
    await button('Sessions (1 working)').click();
    const list = panel.getByRole('list', { name: 'Sessions' });
    await list.getByRole('button', { name: /^Tell me of melons.*Works/ }).waitFor();
    await panel.getByRole('searchbox', { name: 'Search sessions' }).fill('MELON');
    await list.getByRole('button', { name: /^Run it/ }).waitFor({ state: 'detached' });
    await list.getByRole('button', { name: /^Tell me of melons/ }).click();
    await blocks('content').getByText('Melons').waitFor();
    const body = panel.locator('body');
    await body.evaluate(noteTones);
    later.open();
    await button('Sessions (1 waiting for you)').waitFor();
    await waitFor('the sound', async () => (await body.getAttribute('data-tones')) === '740 740');
    await runCommand(page, 'Notifications: Show Notifications');
    await page.locator('.notifications-center').getByText('Run it: Kimi waits for your decision.').waitFor();
    await runCommand(page, 'Notifications: Clear All Notifications');
    notYet.open();
    await blocks('content').getByText('Melons take long.').waitFor();
    await rests();

    await button('Sessions (1 waiting for you)').click();
    await list.getByRole('button', { name: /^Run it.*Waits for you/ }).click();
    await button('Run').click();
    await blocks('content').getByText('It was said.').waitFor();
    assert.equal(await onDisk('said.txt'), 'said it\n');
    assert.equal(await blocks('content').count(), 1);
    await button('Sessions').waitFor();
  });

  it('show in an editor tab too, which a reload brings back', async () => {
    const { page, blocks, reload } = await fixture.begin([
      { reasoning: 'Hm.', content: 'From the tab.' },
      { reasoning: 'Hm.', content: 'From the tab again.' },
    ]);
    const frame = 'iframe.webview.ready[src*="extensionId=ask-kimi.ask-kimi"]:not([src*="purpose=webviewView"])';
    const tab = page.frameLocator(frame).frameLocator('#active-frame');
    const ask = async (text: string) => {
      const field = tab.getByRole('textbox', { name: 'Message Kimi' });
      await field.fill(text);
      await field.press('Enter');
    };
    await runCommand(page, 'Ask Kimi: Open in Editor');
    await ask('Who is there?');
    await tab.locator('[data-block=content]').getByText('From the tab.').waitFor();
    await blocks('content').getByText('From the tab.').waitFor();
    await reload();
    await tab.locator('[data-block=content]').getByText('From the tab.').waitFor();
    await ask('And now?');
    await tab.locator('[data-block=content]').getByText('From the tab again.').waitFor();
    await blocks('content').getByText('From the tab again.').waitFor();
    await runCommand(page, 'View: Close All Editors');
  });

  it('are listed, opened, renamed and deleted', async () => {
    const { page, panel, send, begin, rests, blocks, button } = await fixture.begin([
      { reasoning: 'Apples.', content: 'About apples.' },
    ]);
    await send('Tell me of apples');
    await rests();
    await begin([{ reasoning: 'Pears.', content: 'About pears.' }]);
    await send('Tell me of pears');
    await rests();

    await button('Sessions').click();
    const list = panel.getByRole('list', { name: 'Sessions' });
    const apples = list.getByRole('button', { name: /^Tell me of apples/ });
    await apples.click();
    await blocks('content').getByText('About apples.').waitFor();
    assert.equal(await blocks('content').getByText('About pears.').count(), 0);

    await button('Sessions').click();
    await list.getByRole('button', { name: 'Rename “Tell me of pears”' }).click();
    await panel.locator('input:focus').waitFor();
    // Its text is selected.
    await page.keyboard.type('Fruit with a stalk');
    await page.keyboard.press('Enter');
    const pears = list.getByRole('button', { name: /^Fruit with a stalk/ });
    await pears.click();
    await blocks('content').getByText('About pears.').waitFor();
    await panel.getByRole('heading', { name: 'Fruit with a stalk' }).waitFor();

    await button('Sessions').click();
    await list.getByRole('button', { name: 'Delete “Tell me of apples”' }).click();
    await list.getByRole('button', { name: 'Delete', exact: true }).click();
    await apples.waitFor({ state: 'detached' });
    await list.getByRole('button', { name: 'Delete “Fruit with a stalk”' }).click();
    await list.getByRole('button', { name: 'Cancel' }).click();
    await pears.waitFor();

    await list.getByRole('button', { name: 'Copy “Fruit with a stalk”' }).click();
    await panel.getByRole('heading', { name: 'Fruit with a stalk (copy)' }).waitFor();
    await blocks('content').getByText('About pears.').waitFor();
    await button('Sessions').click();
    await list.getByRole('button', { name: /^Fruit with a stalk(?! \(copy\))/ }).click();
    await panel.getByRole('heading', { name: 'Fruit with a stalk', exact: true }).waitFor();
    await button('Sessions').click();

    // The session that is open can go, too.
    await list.getByRole('button', { name: 'Delete “Fruit with a stalk”' }).click();
    await list.getByRole('button', { name: 'Delete', exact: true }).click();
    await panel.getByRole('heading', { name: 'New session' }).waitFor();
    assert.equal(await panel.getByText('About pears.').count(), 0);
  });
});

/** Runs in the panel: notes the tones that it plays, as it plays them. */
function noteTones(body: Element): void {
  globalThis.OscillatorNode = class extends OscillatorNode {
    constructor(context: BaseAudioContext, options?: OscillatorOptions) {
      super(context, options);
      const earlier = body.getAttribute('data-tones');
      body.setAttribute('data-tones', [...(earlier ? [earlier] : []), options?.frequency].join(' '));
    }
  };
}
