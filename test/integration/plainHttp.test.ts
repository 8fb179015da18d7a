import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as vscode from 'vscode';
import { ModelError } from '../../src/agent/contracts/model.ts';
import { openaiClient } from '../../src/kimi/client/openaiClient.ts';
import { resolveEndpoint } from '../../src/kimi/endpoint/endpoints.ts';
import { UnencryptedEndpoints } from '../../src/vscode/endpoint/unencryptedEndpoints.ts';
import { EDITOR_NETWORK } from '../../src/vscode/ui/proxySettings.ts';
import { waitFor } from './support/waitFor.ts';

/** Nothing listens there. */
const DEAD_PROXY = 'http://127.0.0.1:1';

describe('plain http of the model', () => {
  const received: IncomingHttpHeaders[] = [];
  const server = createServer(({ headers }, response) => {
    received.push(headers);
    response.setHeader('content-type', 'application/json').end('{"data":[]}');
  });
  let port = 0;
  const settings = () => vscode.workspace.getConfiguration('http');
  const lookUp = async () => [{ address: '127.0.0.1', family: 4 }];
  const endpointAt = (baseUrl: string) => {
    const endpoint = resolveEndpoint({ endpoint: 'custom', baseUrl, model: '' });
    assert('baseUrl' in endpoint);
    return endpoint;
  };

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
    await settings().update('proxy', DEAD_PROXY, vscode.ConfigurationTarget.Global);
    await settings().update('proxySupport', 'override', vscode.ConfigurationTarget.Global);
    await waitFor('the proxy', () => EDITOR_NETWORK.hasProxy());
  });
  after(async () => {
    await settings().update('proxy', undefined, vscode.ConfigurationTarget.Global);
    await settings().update('proxySupport', undefined, vscode.ConfigurationTarget.Global);
    server.close();
  });

  it('reaches this machine and a name of the own network past the proxy of the settings', async () => {
    await openaiClient(endpointAt(`http://127.0.0.1:${port}/v1`), 'k', lookUp)
      .get('/models')
      .asResponse();
    const named = { ...endpointAt(`http://gpu-box:${port}/v1`), agreed: () => ['127.0.0.1'] };
    await openaiClient(named, 'k', lookUp).get('/models').asResponse();
    assert.deepEqual(
      received.map(({ host }) => host),
      [`127.0.0.1:${port}`, `gpu-box:${port}`],
    );
  });

  it('is refused with what to do where nobody can be asked', async () => {
    const kept: Record<string, unknown> = {};
    const state: vscode.Memento = {
      keys: () => Object.keys(kept),
      get: <T>(name: string, otherwise?: T) => (kept[name] as T | undefined) ?? otherwise,
      update: async (name: string, value: unknown) => {
        kept[name] = value;
      },
    };
    const endpoint = endpointAt(`http://gpu-box:${port}/v1`);
    await assert.rejects(new UnencryptedEndpoints(state, lookUp).permit(endpoint), (error: unknown) => {
      assert(error instanceof ModelError);
      assert.equal(error.failure.code, 'unencrypted');
      assert.match(error.failure.detail, /Try again to be asked, or use an address that begins with https/);
      return true;
    });
    assert.deepEqual(kept, {});
  });
});
