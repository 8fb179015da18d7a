import assert from 'node:assert/strict';
import { startFixture } from '../support/sessionFixture.ts';

const TALKS = ['fetch_url', 'todo', 'ask_user', 'propose_plan'];

describe('a window whose folders are on no disk', () => {
  it('offers what needs none, says so, and answers about what is attached', async () => {
    await using fixture = await startFixture({
      scenario: [{ toolCalls: [{ name: 'read_file', arguments: { path: 'a.txt' } }] }, { content: 'It says x.' }],
      files: { 'a.txt': 'on disk' },
    });
    fixture.workspace.virtual = true;
    const text = 'const x = 1;';
    await fixture.session.send({
      text: 'What is this?',
      attachments: [{ type: 'file', path: 'a.ts', language: 'typescript', text }],
    });
    const body = fixture.simulator.requests[0]?.body;
    assert.deepEqual(
      body?.tools?.map((tool) => tool.function?.name),
      TALKS,
    );
    assert.match(String(body?.messages[0]?.content), /not on a disk of this machine/);
    assert.match(String(body?.messages[1]?.content), /const x = 1;/);
    const last = JSON.stringify(fixture.simulator.requests.at(-1)?.body?.messages);
    assert.match(last, /There is no tool/);
    assert.doesNotMatch(last, /on disk"/);
  });

  it('is another one than a window without folders', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'Hello.' }] });
    await fixture.session.send({ text: 'Hello', attachments: [] });
    const body = fixture.simulator.requests[0]?.body;
    assert(body?.tools?.some((tool) => tool.function?.name === 'read_file'));
    assert.doesNotMatch(String(body?.messages[0]?.content), /not on a disk of this machine/);
  });
});
