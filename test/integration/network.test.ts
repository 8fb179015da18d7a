import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { loadPage } from '../../src/tools/web/loadPage.ts';
import { EDITOR_NETWORK } from '../../src/vscode/ui/proxySettings.ts';
import { waitFor } from './support/waitFor.ts';

describe('a page of the web', () => {
  const asked: string[] = [];
  const servers: Server[] = [];
  const listen = async (server: Server) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  };
  const settings = () => vscode.workspace.getConfiguration('http');
  after(async () => {
    await settings().update('proxy', undefined, vscode.ConfigurationTarget.Global);
    for (const server of servers) server.close();
  });

  it('is fetched past the proxy of the settings, which would look its name up by itself', async () => {
    const page = await listen(createServer((_, response) => response.end('direct')));
    const proxy = createServer(({ url }, response) => {
      asked.push(url ?? '');
      response.end('by proxy');
    });
    proxy.on('connect', ({ url }, socket) => {
      asked.push(url ?? '');
      socket.destroy();
    });
    const port = await listen(proxy);
    await settings().update('proxy', `http://127.0.0.1:${port}`, vscode.ConfigurationTarget.Global);
    await waitFor('the proxy', () => EDITOR_NETWORK.hasProxy());
    const network = { ...EDITOR_NETWORK, resolve: async () => [{ address: '127.0.0.1', family: 4 }] };
    const { signal } = new AbortController();
    const { text } = await loadPage(`http://pages.example.com:${page}/`, network, async () => {}, signal);
    assert.equal(text, 'direct');
    assert.deepEqual(asked, []);
  });
});
