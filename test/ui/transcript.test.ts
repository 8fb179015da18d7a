import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { SESSION_FILE_LIMIT } from '../../src/session/importExport/sessionFile.ts';
import { BLOCKS_PER_TURN, keepSession, longSession } from '../host/longSession.ts';
import { chooseFile, runCommand } from '../host/workbench.ts';
import { waitFor } from '../integration/support/waitFor.ts';
import { Gate } from '../simulator/gate.ts';
import type { OpenPanel } from './support/openPanel.ts';
import { panelFixture } from './support/panelFixture.ts';

const TURNS = 60;
const KEY = `sk-${'abcdefghij0123456789'.repeat(2)}`;
const TITLE = 'A long day';
const WORDS = 'the first line of a file that stands far down in this folder, where hardly anybody comes by';
const LONG_ADDRESS = `https://example.com/${'a-long-way/'.repeat(12)}`;

describe('a long conversation', () => {
  const fixture = panelFixture({
    files: {
      'notes.txt': 'one\n',
      'src/deep/place.js': '// one\n// two\n// three\nexport function placeOfMine() {}\n',
    },
  });

  async function openLong(): Promise<OpenPanel> {
    const panel = await fixture.begin([]);
    const entries = longSession(TURNS).map((entry) =>
      entry.event.type === 'turn.started' && entry.event.prompt.text.startsWith('Prompt 1.')
        ? { ...entry, event: { ...entry.event, prompt: { text: `Prompt 1. The key is ${KEY}`, attachments: [] } } }
        : entry,
    );
    await keepSession(fixture.server(), 'long-session', TITLE, entries);
    await panel.button('Sessions').click();
    await panel.panel.getByRole('list', { name: 'Sessions' }).getByRole('button', { name: TITLE }).first().click();
    await panel.panel.getByRole('heading', { name: `What turn ${TURNS} did` }).waitFor();
    return panel;
  }

  it('stands in the page only near the view, is searched whole, stepped through, copied, exported and imported', async () => {
    const { page, panel, blocks, button, screenshot, folder, onDisk } = await openLong();
    const articles = panel.getByRole('article');
    const first = articles.filter({ hasText: 'Prompt 1. The key is' });
    const total = await waitFor('all earlier blocks', async () => {
      const size = Number(await articles.last().getAttribute('aria-setsize'));
      return size > TURNS * (BLOCKS_PER_TURN - 5) && size;
    });
    assert.equal(await articles.last().getAttribute('aria-posinset'), String(total));
    assert.ok((await articles.count()) < 60, `${await articles.count()} rows`);

    await panel.locator('main').focus();
    await page.keyboard.press('Home');
    await first.waitFor();
    assert.ok((await articles.count()) < 60, `${await articles.count()} rows`);
    await button('Jump to latest').click();
    await panel.getByRole('heading', { name: `What turn ${TURNS} did` }).waitFor();
    assert.equal(await first.count(), 0);

    await panel.locator('main').focus();
    const lastPrompt = panel.locator('article:focus', { hasText: `Prompt ${TURNS}.` });
    // VS Code hears of the focus a moment later, and then a key does nothing. One that it took would make a second step.
    await waitFor('the last prompt', async () => {
      await page.keyboard.press('Alt+PageUp');
      return await lastPrompt.waitFor({ timeout: 8_000 }).then(
        () => true,
        () => false,
      );
    });
    await page.keyboard.press('Alt+PageUp');
    await panel.locator('article:focus', { hasText: `Prompt ${TURNS - 1}.` }).waitFor();
    await page.keyboard.press('Alt+PageDown');
    await panel.locator('article:focus', { hasText: `Prompt ${TURNS}.` }).waitFor();

    // Also from the list of sessions it is the conversation that is searched.
    await button('Sessions').click();
    await panel.getByRole('searchbox', { name: 'Search sessions' }).click();
    await page.keyboard.press('ControlOrMeta+F');
    await panel.getByRole('textbox', { name: 'Find in the conversation' }).and(panel.locator(':focus')).waitFor();
    await panel.getByRole('textbox', { name: 'Find in the conversation' }).fill('what TURN 7 did');
    await panel.getByText('1 of 1', { exact: true }).waitFor();
    await panel.getByRole('heading', { name: 'What turn 7 did' }).waitFor();
    assert.equal(await panel.locator('body').evaluate(foundText), 'What turn 7 did');
    // What is only in a closed group is opened.
    await panel.getByRole('textbox', { name: 'Find in the conversation' }).fill('"pattern": "value8"');
    await panel.getByText('1 of 1', { exact: true }).waitFor();
    await blocks('group').locator('[data-block="tool"]', { hasText: 'value8' }).first().waitFor();
    await screenshot('transcript-find');
    await page.keyboard.press('Escape');
    await panel.locator('textarea:focus').waitFor();
    assert.equal(await panel.locator('body').evaluate(foundText), '');

    await runCommand(page, 'Ask Kimi: Copy the Conversation');
    const copied = await waitFor('the copy', async () => {
      const text = await page.evaluate(() => navigator.clipboard.readText());
      // Another test may have left a report there.
      return text.startsWith('# ') && text.includes('\n## You\n') && text;
    });
    assert.match(copied, /^## You\n\nPrompt 1\. The key is sk-abcd\*\*\*$/m);
    assert.ok(copied.includes(`## What turn ${TURNS} did`));
    await runCommand(page, 'Ask Kimi: Export the Conversation');
    const offered = await chooseFile(page, `${folder}/day.json`);
    assert.match(offered, /Prompt 1 The key is sk-abcd\D*\.md$/);
    const exported = JSON.parse(
      await waitFor('the exported file', async () => {
        const text = await onDisk('day.json').catch(() => '');
        return isJson(text) && text;
      }),
    );
    assert.equal(exported.format, 'ask-kimi-conversation');
    assert.ok(!JSON.stringify(exported).includes(KEY));

    // A damaged file first: what is shown stays.
    await writeFile(path.join(folder, 'half.json'), JSON.stringify({ ...exported, entries: [{ seq: 1 }] }));
    const importFile = async (name: string): Promise<void> => {
      await runCommand(page, 'Ask Kimi: Import Session…');
      await chooseFile(page, `${folder}/${name}`);
    };
    await importFile('half.json');
    await page.getByText('half.json is damaged').first().waitFor();
    // One that is too large is not even read.
    await writeFile(path.join(folder, 'large.json'), '');
    await truncate(path.join(folder, 'large.json'), SESSION_FILE_LIMIT + 1);
    await importFile('large.json');
    await page.getByText('large.json is too large to import: at most 128.0 MB.').first().waitFor();
    await importFile('day.json');
    await panel.getByText('Imported: so far it was said and done elsewhere').waitFor();
    await panel.getByRole('heading', { name: `What turn ${TURNS} did` }).waitFor();
    const whole = await waitFor('all earlier blocks of the import', async () => {
      return (await articles.last().getAttribute('aria-setsize')) === String(total + 1);
    });
    assert.ok(whole);
    await button('Sessions').click();
    const rows = panel.getByRole('list', { name: 'Sessions' });
    await rows.getByRole('button', { name: TITLE }).first().waitFor();
    await rows
      .getByRole('button', { name: /^Prompt 1\. The key is sk-abcd\*\*\*/ })
      .first()
      .waitFor();
    await screenshot('sessions-imported');
  });

  it('follows new text only where the person is at the end, and keeps what they look at in its place', async () => {
    const gates = [new Gate(), new Gate()] as const;
    const words = 'word '.repeat(300);
    const { page, panel, send, button, rests } = await fixture.begin([
      {
        content: Array.from({ length: 60 }, (_, line) => `Line ${line}.${line === 51 ? ` ${LONG_ADDRESS}` : ''}`).join(
          '\n\n',
        ),
      },
      {
        reasoning: 'Hm.',
        content: `Begun. ${words}${words}`,
        hold: [
          { before: { content: 2 }, until: gates[0] },
          { before: { content: 400 }, until: gates[1] },
        ],
      },
    ]);
    await send('Many lines');
    await rests();
    await send('More');
    await panel.getByText('Begun.').waitFor();
    gates[0].open();
    const view = panel.locator('main');
    // At the end: it is followed.
    await gates[1].reached;
    await waitFor('the end in sight', () => view.evaluate((main) => main.scrollTop === 0 && main.scrollHeight > 1500));
    const line = panel.getByText('Line 50.', { exact: true });
    await line.scrollIntoViewIfNeeded();
    await button('Jump to latest').waitFor();
    await panel.getByRole('link', { name: LONG_ADDRESS }).hover();
    const address = await panel.locator('.link-address').boundingBox();
    const jump = await button('Jump to latest').boundingBox();
    assert.ok(address && jump && address.y + address.height <= jump.y, 'what says where a link leads covers no button');
    const before = (await line.boundingBox())?.y;
    gates[1].open();
    await button('New messages').waitFor();
    await rests();
    assert.ok(Math.abs(((await line.boundingBox())?.y ?? 0) - (before ?? -100)) < 2);
    await button('New messages').click();
    await waitFor('the end in sight', () => view.evaluate((main) => main.scrollTop === 0));
    assert.equal(await button('New messages').count(), 0);
    await page.keyboard.press('Escape');
  });

  it('names of files, places and symbols are links; text from right to left is laid out so', async () => {
    const { page, panel, blocks, send, rests, screenshot } = await fixture.begin([
      {
        reasoning: 'Okay. The function stands in one file only, so that is where to look. Then more.',
        content: [
          'See src/deep/place.js:2, `place.js:3` and `nowhere.js`, and `placeOfMine()`.',
          'זהו טקסט מימין לשמאל עם `code()` בתוכו.',
          '- פריט ראשון\n- second item',
          '```js\nplaceOfMine();\n```',
          '- [x] done\n- [ ] open',
          `1. [${WORDS}](src/deep/place.js#L1)`,
          'Then $x_1 * y_1 * z$ stays as it is, at $5 and $10.',
          '$$\n\\sum_{i=1}^n a_i * b_i\n= c_1\n$$',
          'More on [the page](https://example.com/page?q=1) or [src/deep/place.js](src/other.js).',
        ].join('\n\n'),
      },
    ]);
    await send('Where?');
    await rests();
    await blocks('reasoning').getByText('The function stands in one file only, so that is where to look.').waitFor();
    const line = (text: string) => page.locator('.statusbar-item', { hasText: text }).waitFor();
    await blocks('content').getByRole('link', { name: 'src/deep/place.js:2' }).click();
    await line('Ln 2, Col 1');
    await blocks('content').getByRole('link', { name: 'place.js:3', exact: true }).click();
    await line('Ln 3, Col 1');
    const wrapped = blocks('content').getByRole('link', { name: WORDS });
    // A box for each line: it flows with the text around it.
    assert.ok((await wrapped.evaluate((link) => link.getClientRects().length)) > 1);
    await wrapped.focus();
    await page.keyboard.press('Enter');
    await line('Ln 1, Col 1');
    await blocks('content').getByRole('link', { name: 'nowhere.js' }).click();
    await page.getByText('There is no file nowhere.js.').first().waitFor();
    // The language's tools start with the file that is open now.
    const name = blocks('content')
      .locator('code', { hasText: /^placeOfMine\(\)$/ })
      .first();
    const symbol = blocks('content').getByRole('link', { name: 'placeOfMine()' });
    await waitFor(
      'the symbol as a link',
      async () => {
        await panel.locator('main').hover({ position: { x: 2, y: 2 } });
        await name.hover();
        return (await symbol.count()) > 0;
      },
      60_000,
    );
    await symbol.click();
    await line('Ln 4, Col 1');

    const directionOf = (selector: string) =>
      blocks('content')
        .locator(selector)
        .first()
        .evaluate((element) => getComputedStyle(element).direction);
    assert.equal(await directionOf('p:nth-of-type(2)'), 'rtl');
    assert.equal(await directionOf('p:nth-of-type(2) code'), 'ltr');
    assert.equal(await directionOf('pre'), 'ltr');
    assert.equal(await directionOf('li'), 'rtl');
    assert.equal(await directionOf('li:nth-of-type(2)'), 'ltr');
    await blocks('content').getByText('Then $x_1 * y_1 * z$ stays as it is, at $5 and $10.').waitFor();
    assert.deepEqual(await blocks('content').locator('.math').allTextContents(), [
      '$x_1 * y_1 * z$',
      '$$\n\\sum_{i=1}^n a_i * b_i\n= c_1\n$$',
    ]);
    // Where a link leads is said to the mouse, to the keyboard, and beside a text that names another place.
    const address = panel.locator('.link-address');
    await blocks('content').getByRole('link', { name: 'the page' }).hover();
    await address.getByText('https://example.com/page?q=1', { exact: true }).waitFor();
    await panel.locator('textarea').hover();
    await address.waitFor({ state: 'detached' });
    await blocks('content').getByText('(src/other.js)').waitFor();
    await blocks('content').getByRole('link', { name: 'the page' }).focus();
    await page.keyboard.press('Tab');
    await address.getByText('src/other.js', { exact: true }).waitFor();
    await screenshot('transcript-link-address');
    await panel.locator('textarea').focus();
    await address.waitFor({ state: 'detached' });
    await blocks('content').locator('.code-block').hover();
    await panel.getByRole('button', { name: 'Open in an editor' }).click();
    await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await screenshot('transcript-shapes');
  });
});

/** Runs in the panel: the text that is marked as the current match. */
function foundText(): string {
  return [...(CSS.highlights.get('found-current') ?? [])].map(String).join('');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
