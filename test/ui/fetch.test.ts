import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { panelFixture } from './support/panelFixture.ts';

describe('a page from the web', () => {
  const fixture = panelFixture({ files: { 'a.txt': 'one\n' } });
  let server: Server;
  let url: string;

  before(async () => {
    server = createServer((_, response) =>
      response
        .setHeader('content-type', 'text/html')
        .end('<title>Rates</title><h1>Rates</h1><table><tr><th>from</th></tr><tr><td>2026</td></tr></table>'),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rates.html`;
  });
  after(() => server.close());

  it('is fetched once the person agrees, who reads where it leads', async () => {
    const { blocks, button, send, rests, requests, screenshot } = await fixture.begin([
      { reasoning: 'Look it up.', toolCalls: [{ name: 'fetch_url', arguments: { url } }] },
      { content: 'The rates are of 2026.' },
    ]);
    await send('Which rates?');
    await blocks('consent').getByText('in your own network').waitFor();
    await blocks('consent').getByText(url).waitFor();
    await screenshot('fetch-asks');
    await button('Accept').click();
    await rests();
    await blocks('tool').getByText('rates.html').waitFor();
    await blocks('tool').locator('summary').click();
    await blocks('tool').getByText('# Rates').waitFor();
    await screenshot('fetch-done');
    assert.match(JSON.stringify(requests().at(-1)?.body?.messages), /Untrusted data from .*\| 2026 \|/);
  });

  it('is not fetched when the person refuses', async () => {
    const { blocks, button, send, rests } = await fixture.begin([
      { reasoning: 'Look it up.', toolCalls: [{ name: 'fetch_url', arguments: { url } }] },
      { content: 'Then not.' },
    ]);
    await send('Which rates?');
    await button('Reject').click();
    await rests();
    await blocks('consent').getByText('rejected').waitFor();
    await blocks('tool').getByText('was not fetched').waitFor();
  });
});
