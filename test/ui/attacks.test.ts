import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { Locator, Page } from 'playwright-core';
import { invalidRequest } from '../simulator/errors.ts';
import type { Completion } from '../simulator/scenario.ts';
import { MARKUP_ATTACKS } from './support/markupAttacks.ts';
import type { OpenPanel } from './support/openPanel.ts';
import { panelFixture } from './support/panelFixture.ts';

/** Turns what follows it around, so that the name seems to end in ".png". */
const BIDI = '\u202E';
const IMG = '<img src=x onerror=top.__pwned=1>';

describe('what strangers write into the panel', () => {
  const fixture = panelFixture({ files: { 'src/main.ts': 'one\n', [`${IMG.replaceAll('/', '')}.txt`]: `${IMG}\n` } });
  let server: Server;
  let sunk: string[];
  let attacks: string[];

  before(async () => {
    sunk = [];
    server = createServer((request, response) => {
      sunk.push(request.url ?? '');
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    attacks = MARKUP_ATTACKS.map((attack) => attack.replaceAll('{sink}', `http://127.0.0.1:${port}`));
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('is text wherever it stands: nothing runs, loads, leaves, covers or hides', async () => {
    assert(attacks.length >= 60);
    const text = attacks.join('\n\n');
    const panel = await fixture.begin([
      { reasoning: text, content: text, toolCalls: [...callsWith(attacks), running(attacks)] },
      writing,
      asking(attacks),
      { ...invalidRequest(`${IMG} ${attacks.join(' ')}`) },
    ]);
    const { page, blocks, button, rests } = panel;
    const seen = watch(page);
    await ask(panel, `${IMG} ${attacks[0]}`);
    // A command, with what it prints.
    await button('Run').waitFor();
    await shows(blocks('command').locator('.command'), '\\u{202e}');
    await checkReach(button('Run'), button('Skip'), button('Stop'));
    await checkInert(panel);
    await button('Run').click();
    // An edit, by its path.
    await button('Accept').waitFor();
    await shows(blocks('edit').locator('.path'), '\\u{202e}');
    await shows(page.locator('.tab.active'), '\\u{202e}');
    await checkReach(button('Accept'), button('Reject'), button('Stop'));
    await button('Reject').click();
    await button('Reject').last().click();
    // A question, by its words and choices.
    await panel.panel.getByRole('textbox', { name: 'Your answer' }).waitFor();
    await checkInert(panel);
    await button('Skip').click();
    // What the endpoint says of a failure.
    await panel.panel.getByRole('alert').waitFor();
    await rests();
    const kinds = await checkAll(panel);
    for (const kind of ['user', 'reasoning', 'content', 'plan', 'command', 'edit', 'question', 'error'])
      assert(kinds.includes(kind), `${kind} in ${kinds.join(', ')}`);
    await panel.screenshot('attacks');
    // The title of the session, in its list.
    await button('Sessions').click();
    await panel.panel.getByRole('list', { name: 'Sessions' }).getByText(IMG).first().waitFor();
    await checkInert(panel);
    assert.deepEqual(seen(), []);
    assert.deepEqual(sunk, []);
  }).timeout(240_000);

  it('leads nowhere before it is shown where to', async () => {
    const panel = await fixture.begin([
      {
        content: attacks
          .filter((attack) => /good\.example|\]\(/.test(attack))
          .slice(-9)
          .join('\n\n'),
      },
    ]);
    const { page, blocks } = panel;
    const seen = watch(page);
    await ask(panel, 'Links');
    const links = blocks('content').locator('a');
    await links.getByText('аpple.com').waitFor();
    for (const href of await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? '')))
      assert.match(href, /^https?:\/\/[!-~]+/);
    const lie = blocks('content').locator('a[href^="https://evil.example/lie"]').getByText('https://good.example');
    await shows(blocks('content').locator('.link-host'), '(evil.example)');
    await lie.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('https://evil.example/lie').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await links.getByText('аpple.com').click();
    await dialog.getByText('https://xn--pple-43d.com/').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    assert.deepEqual(seen(), []);
    assert.deepEqual(sunk, []);
  });

  it('that nests or repeats without end does not hold up the panel', async () => {
    const cells = '|a'.repeat(100);
    const endless = [
      '>'.repeat(100_000),
      `${'- '.repeat(50_000)}x`,
      '_a_'.repeat(10_000),
      '[a](<'.repeat(10_000),
      `${cells}|\n${'|-'.repeat(100)}|\n${`${cells}|\n`.repeat(100)}`,
      'W'.repeat(20_000),
      'It is over.',
    ].join('\n\n');
    const panel = await fixture.begin([{ content: endless, pace: 'burst' }]);
    const { blocks, input, errors } = panel;
    await ask(panel, 'Go on');
    await blocks('content').getByText('It is over.').waitFor({ timeout: 90_000 });
    await input.fill('Still here');
    assert.equal(await input.inputValue(), 'Still here');
    assert.deepEqual(errors(), []);
  }).timeout(150_000);

  it('would run, load and send nothing even as markup, since the page allows itself no more than it needs', async () => {
    const { panel } = await fixture.begin([]);
    const { port } = server.address() as AddressInfo;
    const blocked = await panel.locator('html').evaluate(plantMarkup, `http://127.0.0.1:${port}`);
    assert.deepEqual(blocked.sort(), [
      'base-uri',
      'connect-src',
      'font-src',
      'form-action',
      'frame-src',
      'img-src',
      'media-src',
      'object-src',
      'script-src-attr',
      'script-src-elem',
      'style-src-attr',
      'style-src-elem',
    ]);
    assert.deepEqual(sunk, []);
  });

  it('becomes nothing but spans, should a highlighter ever let it through', async () => {
    const { page } = await fixture.begin([]);
    const entry = path.join(import.meta.dirname, '../../webview/markdown/spansOf.ts');
    const { outputFiles } = await build({
      entryPoints: [entry],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'built',
    });
    // A page that would allow everything.
    const plain = await page.context().newPage();
    await plain.addScriptTag({ content: outputFiles[0]?.text ?? '' });
    const left = await plain.evaluate(spansLeft, [...attacks, '<span class="a" id="b" onclick="c">kept</span>']);
    await plain.close();
    assert.deepEqual(left, { faults: [], kept: '<span class="a">kept</span>' });
    assert.deepEqual(sunk, []);
  });
});

/** Tries everything in the page itself, past all that draws it. Gives what the page's policy stopped. */
async function plantMarkup(html: Element, sink: string): Promise<string[]> {
  const blocked = new Set<string>();
  const wanted = 12;
  const all = new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, 15_000);
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
      blocked.add(effectiveDirective);
      if (blocked.size < wanted) return;
      clearTimeout(timer);
      resolve();
    });
  });
  const box = document.createElement('div');
  const script = document.createElement('script');
  script.textContent = 'window.__pwned = 1';
  box.innerHTML = `<img src="${sink}/i.png" onerror="window.__pwned = 1"><video src="${sink}/v.mp4"></video>
    <iframe src="${sink}/frame"></iframe><object data="${sink}/object"></object><p style="color: red">red</p>
    <link rel="stylesheet" href="${sink}/l.css"><base href="${sink}/base/">
    <iframe name="elsewhere"></iframe><form action="${sink}/form" target="elsewhere"></form>`;
  html.ownerDocument.body.append(box, script);
  fetch(`${sink}/script`).catch(() => {});
  document.fonts.add(new FontFace('x', `url(${sink}/font)`));
  document.fonts.load('12px x').catch(() => {});
  box.querySelector('form')?.submit();
  await all;
  box.remove();
  script.remove();
  const ran = '__pwned' in window ? ['a script ran'] : [];
  const moved = document.baseURI.startsWith(sink) ? ['addresses lead elsewhere'] : [];
  return [...blocked, ...ran, ...moved];
}

async function spansLeft(attacks: string[]): Promise<{ faults: string[]; kept: string }> {
  const { spansOf } = Reflect.get(window, 'built') as { spansOf(html: string): DocumentFragment };
  const faults: string[] = [];
  const box = document.createElement('div');
  document.body.append(box);
  for (const attack of attacks) {
    box.replaceChildren(spansOf(attack));
    for (const element of box.querySelectorAll('*')) {
      const plain = element.tagName === 'SPAN' && [...element.attributes].every(({ name }) => name === 'class');
      if (!plain) faults.push(element.outerHTML);
    }
  }
  // What an image that loads, or does not, would run.
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  if ('__pwned' in window) faults.push('a script ran');
  return { faults, kept: box.innerHTML };
}

/** Sends a prompt that need not stay in view: what answers it is long. */
async function ask({ input }: OpenPanel, text: string): Promise<void> {
  await input.fill(text);
  await input.press('Enter');
}

/** Calls that succeed or fail at once, with attacks in their names and arguments. */
function callsWith(attacks: readonly string[]): { name: string; arguments: object }[] {
  const items = attacks.slice(0, 30).map((text) => ({ text: text.slice(0, 200), state: 'open' }));
  return [
    { name: 'todo', arguments: { items } },
    { name: 'search_text', arguments: { pattern: IMG } },
    { name: 'read_file', arguments: { path: IMG } },
    { name: 'list_files', arguments: {} },
    { name: 'find_files', arguments: { name: attacks[1] } },
    { name: 'no_such_tool', arguments: { [IMG]: attacks } },
  ];
}

/** What the user reads of it hides a turn of the text; what it prints is the attacks. */
function running(attacks: readonly string[]): { name: string; arguments: object } {
  const printed = attacks.join('\n').replaceAll("'", '');
  return { name: 'run_command', arguments: { command: `printf '%s' '${printed.replaceAll('\0', '')}' # ${BIDI}` } };
}

const writing: Completion = {
  reasoning: 'Write.',
  toolCalls: [{ name: 'write_file', arguments: { path: `src/${IMG}${BIDI}gnp.sh`, content: IMG } }],
};

function asking(attacks: readonly string[]): Completion {
  const choices = ['Accept', IMG, attacks[29]?.slice(0, 80) ?? ''];
  return { reasoning: 'Ask.', toolCalls: [{ name: 'ask_user', arguments: { question: `${IMG}?`, choices } }] };
}

/** What the window did that the attacks want it to do. */
function watch(page: Page): () => string[] {
  const seen: string[] = [];
  const strange =
    /^https?:\/\/127\.0\.0\.1:\d+\/(?:script|[a-z0-9]+\.(?:png|css|js|mp4|mp3)|frame|object|embed|base|meta|p|form|ping|portal|ff|svg|md)(?:[/?#]|$)|evil\.example/;
  page.on('request', (request) => {
    const url = request.url();
    if (strange.test(url)) seen.push(`request ${url}`);
  });
  page.on('dialog', (dialog) => seen.push(`dialog ${dialog.message()}`));
  page.on('framenavigated', (frame) => seen.push(`navigated ${frame.url()}`));
  page.context().on('page', (opened) => seen.push(`opened ${opened.url()}`));
  return () => seen;
}

async function shows(place: Locator, text: string): Promise<void> {
  await place.filter({ hasText: text }).first().waitFor();
}

/** A click on the middle of each reaches it: nothing lies over it. */
async function checkReach(...buttons: Locator[]): Promise<void> {
  for (const button of buttons) await button.last().click({ trial: true });
}

/** The panel's document is made of its own elements alone, and no script of an attack has run. */
async function checkInert({ panel, page }: OpenPanel): Promise<void> {
  assert.deepEqual(await panel.locator('html').evaluate(faultsOf), []);
  assert.equal(await page.evaluate(() => '__pwned' in window), false, 'a script ran in the window');
}

function faultsOf(html: Element): string[] {
  const forbidden =
    'script, iframe, frame, object, embed, base, meta, link, style, svg, math, video, audio, template, dialog, portal, form:not(.answer-form), img';
  const faults: string[] = [];
  for (const element of html.querySelectorAll('[data-block] *, .sessions *')) {
    if (element.matches(forbidden)) faults.push(element.outerHTML.slice(0, 100));
    if (element.matches('a:not([href^="http://"], [href^="https://"])')) faults.push(element.outerHTML);
    for (const { name } of element.attributes)
      if (/^(?:on.*|style|srcdoc|ping|name)$/.test(name)) faults.push(`${name} of ${element.tagName}`);
  }
  const roots = html.querySelectorAll('#root').length;
  if (roots !== 1) faults.push(`${roots} roots`);
  if ('__pwned' in window) faults.push('a script ran');
  return faults;
}

/** Goes through the whole conversation, opens whatever can be opened, and checks what stands there. Gives the kinds of blocks. */
async function checkAll(open: OpenPanel): Promise<string[]> {
  const { panel } = open;
  const view = panel.locator('.transcript');
  const kinds = new Set<string>();
  await view.evaluate((element) => {
    element.scrollTop = -element.scrollHeight;
  });
  for (let more = true; more; ) {
    // Rows come after the scrolling, and what is opened after the click.
    await view.evaluate(drawn);
    await view.evaluate((element) => {
      for (const summary of element.querySelectorAll<HTMLElement>('details:not([open]) > summary')) summary.click();
    });
    await view.evaluate(drawn);
    await checkInert(open);
    for (const kind of await view.evaluate((element) =>
      [...element.querySelectorAll<HTMLElement>('[data-block]')].map(({ dataset }) => dataset.block ?? ''),
    ))
      kinds.add(kind);
    more = await view.evaluate((element) => {
      const before = element.scrollTop;
      element.scrollTop += element.clientHeight;
      return element.scrollTop > before;
    });
  }
  return [...kinds];
}

/** Resolves two frames later. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}
