import assert from 'node:assert/strict';
import { encodePng } from '../../../../src/tools/media/png.ts';
import { failure, type ServerError } from '../../../simulator/errors.ts';
import { prompt, type SessionFixture, startFixture } from '../../support/sessionFixture.ts';

const REFUSALS: [string, ServerError][] = [
  ['Moonshot', failure(400, 'invalid_request_error', 'Invalid request: unsupported image format: image/png')],
  ['vLLM', failure(400, 'BadRequestError', 'cannot identify image file <_io.BytesIO object at 0x7f>')],
  ['a server in Python', failure(422, 'unprocessable', 'image file is truncated (12 bytes not processed)')],
  ['a gateway', failure(404, 'not_found', 'No endpoints found that support image input')],
];

const picture = (grey: number) => encodePng({ width: 2, height: 2, data: Buffer.alloc(16, grey) });
const show = async ({ session }: SessionFixture, grey: number) => {
  const blob = await session.keepBlob(picture(grey));
  await session.send({ text: 'Look', attachments: [{ type: 'image', name: 'a.png', mimeType: 'image/png', blob }] });
  return blob;
};
const shown = (fixture: SessionFixture, index: number) => {
  const json = JSON.stringify(fixture.simulator.requests.at(index)?.body?.messages);
  return {
    images: json.split('"image_url":{').length - 1,
    words: json.split('[A image, which the endpoint refused.]').length - 1,
  };
};

describe('an image that the endpoint refuses', () => {
  for (const [who, error] of REFUSALS) {
    it(`in the words of ${who} is replaced by words, told once, and not sent again`, async () => {
      await using fixture = await startFixture({
        scenario: [
          { content: 'Nice.' },
          error,
          { content: 'I cannot see it.' },
          { content: 'Still.' },
          { content: 'Yes.' },
        ],
      });
      await show(fixture, 100);
      const blob = await show(fixture, 200);
      assert.deepEqual(shown(fixture, 2), { images: 1, words: 1 });
      await fixture.session.send(prompt('And?'));
      await fixture.session.close();
      const reopened = await fixture.open(fixture.session.id);
      await reopened.send(prompt('And now?'));
      assert.deepEqual(shown(fixture, -1), { images: 1, words: 1 });
      assert.equal(fixture.simulator.requests.length, 5);
      const notices = reopened.transcript.blocks.filter((block) => block.type === 'notice');
      assert.deepEqual(
        notices.map(({ notice, gone }) => ({ notice, gone })),
        [{ notice: 'mediaRefused', gone: [blob] }],
      );
      assert(notices[0]?.detail?.includes(error.error?.message ?? '?'));
    });
  }

  it('of long ago is found by leaving out all, once what is new was not it', async () => {
    const refusal = failure(400, 'invalid_request_error', 'Invalid image');
    await using fixture = await startFixture({
      scenario: [{ content: 'Nice.' }, refusal, refusal, { content: 'Hm.' }],
    });
    await show(fixture, 100);
    await show(fixture, 200);
    assert.deepEqual(shown(fixture, -1), { images: 0, words: 2 });
  });

  it('is sent again where the request is refused without it too', async () => {
    const refusal = failure(400, 'invalid_request_error', 'Invalid image');
    const otherwise = failure(400, 'invalid_request_error', 'Invalid request');
    await using fixture = await startFixture({ scenario: [refusal, otherwise, { content: 'Now.' }] });
    await show(fixture, 100);
    await fixture.session.send(prompt('Again'));
    assert.deepEqual(shown(fixture, -1), { images: 1, words: 0 });
  });

  it('is not meant where a tool has a property of that name', async () => {
    const message =
      "tools.function.parameters is not a valid moonshot flavored json schema, details: <At path 'properties.image': type is not defined>";
    await using fixture = await startFixture({ scenario: [failure(400, 'invalid_request_error', message)] });
    await show(fixture, 100);
    assert.equal(fixture.simulator.requests.length, 1);
  });
});
