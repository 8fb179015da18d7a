import assert from 'node:assert/strict';
import { encodePng } from '../../../src/tools/png.ts';
import type { ChatRequest } from '../../simulator/chatRequest.ts';
import { logOf, prompt, type SessionFixture, startFixture } from '../support/sessionFixture.ts';
import { videoFile } from '../support/videoFile.ts';

const PNG = encodePng({ width: 2, height: 2, data: Buffer.alloc(16, 200) });
const SEES_VIDEO = { video: true };

describe('media in a session', () => {
  it('reach the model from tools, before their names, in requests that extend one another', async () => {
    const look = (name: string, args: object) => ({ reasoning: 'Look.', toolCalls: [{ name, arguments: args }] });
    await using fixture = await startFixture({
      endpoint: SEES_VIDEO,
      files: { 'shot.png': PNG, 'demo.mp4': await videoFile('mp4', 6) },
      scenario: [
        look('view_image', { path: 'shot.png' }),
        look('watch_video_clip', { path: 'demo.mp4', start_time: 2, end_time: 4 }),
        { content: 'Seen.' },
      ],
    });
    await fixture.session.send(prompt('Look'));
    assert.deepEqual(fixture.simulator.violations(), []);
    assertExtending(fixture);
    const [image, clip] = (lastBody(fixture).messages ?? []).filter(({ role }) => role === 'tool');
    assert(Array.isArray(image?.content) && Array.isArray(clip?.content));
    assert.deepEqual(image.content[0], {
      type: 'image_url',
      image_url: { url: `data:image/png;base64,${PNG.toString('base64')}` },
    });
    assert.deepEqual(
      clip.content.map(({ type }) => type),
      ['video_url', 'text'],
    );
    assert.match(JSON.stringify(clip.content), /"url":"data:video\/mp4;base64,.*Clip from demo\.mp4: 2s - 4s of 6s/);
  });

  it('offers a session, all its life, what its first endpoint sees', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'Hi.' }, { content: 'Hi again.' }] });
    await fixture.session.send(prompt('Hi'));
    await fixture.session.send(prompt('Hi'));
    const offered = fixture.simulator.requests.map(({ body }) => body?.tools?.map((tool) => tool.function.name));
    assert(offered[0]?.includes('view_image'));
    assert(!offered[0]?.includes('watch_video_clip'));
    assert.deepEqual(offered[1], offered[0]);
    const [first] = await logOf(fixture, fixture.session.id);
    assert.deepEqual(first?.event.type === 'session.created' && first.event.tools, offered[0]);
  });
});

function lastBody({ simulator }: SessionFixture): ChatRequest {
  const body = simulator.requests.findLast((request) => request.body)?.body;
  assert(body);
  return body;
}

/** Each request's messages begin with the bytes of the one before. */
function assertExtending({ simulator }: SessionFixture): void {
  const texts = simulator.requests
    .filter(({ body }) => body)
    .map(({ raw }) => raw.slice(raw.indexOf('"messages":['), raw.indexOf(',"tools":[')).slice(0, -1));
  for (const [index, text] of texts.entries()) {
    if (index > 0) assert(text.startsWith(texts[index - 1] ?? '?'), `request ${index} does not extend the one before`);
  }
}
