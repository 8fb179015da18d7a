import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { nodeFetch } from '../../src/kimi/client/nodeFetch.ts';

const refusePlain = () => Promise.reject(new Error('no plain http'));

describe('a request to the model', () => {
  it('goes through the proxy of the settings', async () => {
    const asked = Promise.withResolvers<string>();
    const proxy = createServer();
    proxy.on('connect', ({ url }, socket) => {
      asked.resolve(url ?? '');
      socket.destroy();
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const settings = vscode.workspace.getConfiguration('http');
    const { port } = proxy.address() as AddressInfo;
    await settings.update('proxy', `http://127.0.0.1:${port}`, vscode.ConfigurationTarget.Global);
    try {
      // VS Code takes 127.0.0.1 for this machine, and this for any address.
      const request = nodeFetch({ plainAddresses: refusePlain })('https://127.0.0.2/v1/models');
      await assert.rejects(request, { name: 'ConnectionError' });
      assert.equal(await Promise.race([asked.promise, 'nobody']), '127.0.0.2:443');
    } finally {
      await settings.update('proxy', undefined, vscode.ConfigurationTarget.Global);
      proxy.close();
    }
  });
});
