import assert from 'node:assert/strict';
import { type Simulator, startSimulator } from '../../simulator/startSimulator.ts';

describe('the simulator, of files', () => {
  const upload = async (simulator: Simulator, purpose: string, content: string) => {
    const form = new FormData();
    form.set('purpose', purpose);
    form.set('file', new File([content], 'a.png', { type: 'image/png' }));
    return await fetch(`${simulator.url}/files`, { method: 'POST', body: form });
  };
  const ask = async (simulator: Simulator, url: string) => {
    const messages = [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }];
    const body = JSON.stringify({ model: 'kimi-k2.7-code', messages });
    return await fetch(`${simulator.url}/chat/completions`, { method: 'POST', body });
  };

  it('keeps an uploaded file until it is deleted', async () => {
    await using simulator = await startSimulator({ scenario: () => ({ content: 'Seen.' }) });
    const { id } = (await (await upload(simulator, 'image', 'x')).json()) as { id: string };
    assert.equal((await ask(simulator, `ms://${id}`)).status, 200);
    assert.equal((await fetch(`${simulator.url}/files/${id}`, { method: 'DELETE' })).status, 200);
    assert.equal((await ask(simulator, `ms://${id}`)).status, 404);
    assert.deepEqual(simulator.violations(), []);
  });

  it('refuses an empty file and a purpose that does not exist', async () => {
    await using simulator = await startSimulator({ scenario: [] });
    assert.match(await (await upload(simulator, 'image', '')).text(), /File size is zero/);
    assert.match(await (await upload(simulator, 'vision', 'x')).text(), /Invalid purpose/);
    assert.equal(simulator.files.size, 0);
  });
});
