import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { MediaRefused, type Uploads } from '../../../../src/agent/contracts/media.ts';
import type { Prompt } from '../../../../src/agent/events/events.ts';
import { resolveEndpoint } from '../../../../src/kimi/endpoint/endpoints.ts';
import { createKimiModel } from '../../../../src/kimi/kimiModel.ts';
import { deleteUploads } from '../../../../src/kimi/media/deleteUploads.ts';
import { encodePng } from '../../../../src/tools/media/png.ts';
import type { ChatRequest } from '../../../simulator/chatRequest.ts';
import { startSimulator } from '../../../simulator/startSimulator.ts';
import { paddedPng } from '../../support/pixelPng.ts';
import { logOf, prompt, type SessionFixture, startFixture } from '../../support/sessionFixture.ts';
import { videoFile } from '../../support/videoFile.ts';

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

  it('offers a session from before, which notes no tools, what it was offered then', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'Hi.' }, { content: 'Hi again.' }] });
    const { session } = fixture;
    await session.send(prompt('Hi'));
    await session.close();
    const log = path.join(fixture.storage, session.id, 'log.jsonl');
    await writeFile(log, (await readFile(log, 'utf8')).replace(/,"tools":\[[^\]]*\]/, ''));
    await (await fixture.open(session.id)).send(prompt('Hi'));
    const offered = lastBody(fixture).tools?.map((tool) => tool.function.name) ?? [];
    assert(offered.includes('read_file') && !offered.includes('view_image'), offered.join());
  });

  const attached = (blob: string, type: 'image' | 'video' = 'video') => ({
    text: 'What is it?',
    attachments: [{ type, name: 'it', mimeType: type === 'video' ? 'video/avi' : 'image/png', blob }],
  });
  const large = Buffer.alloc(1_500_000, 'x');
  const photo = paddedPng(1_500_000);
  const uploadsOf = ({ simulator }: Pick<SessionFixture, 'simulator'>) =>
    simulator.requests.filter(({ method, path: to }) => method === 'POST' && to === '/v1/files').length;
  const mediaOf = (fixture: SessionFixture) =>
    lastBody(fixture)
      .messages.flatMap(({ content }) => (Array.isArray(content) ? content : []))
      .flatMap((part) => ('video_url' in part && typeof part.video_url === 'object' ? [part.video_url.url] : []));

  it('uploads what is large once, and refers to it for as long as the session lives', async () => {
    const list = { reasoning: 'Look.', toolCalls: [{ name: 'list_files', arguments: {} }] };
    await using fixture = await startFixture({
      endpoint: { ...SEES_VIDEO, files: true },
      scenario: [list, { content: 'A.' }, { content: 'B.' }],
    });
    const { session, simulator } = fixture;
    await session.send(attached(await session.keepBlob(large)));
    const [[id, file] = []] = simulator.files;
    assert.equal(file?.purpose, 'video');
    assert.equal(Buffer.compare(Buffer.from(file.bytes), large), 0);
    await session.close();
    const later = await fixture.open(session.id);
    await later.send(prompt('And now?'));
    assert.deepEqual(mediaOf(fixture), [`ms://${id}`]);
    assert.equal(uploadsOf(fixture), 1);
    assert.deepEqual(simulator.violations(), []);
    assertExtending(fixture);
    assert.deepEqual(Object.values(await fixture.store.readUploads(session.id)).flatMap(Object.values), [id]);
  });

  it('uploads several at once, and the same only once', async () => {
    await using fixture = await startFixture({
      endpoint: { ...SEES_VIDEO, files: true },
      scenario: [{ content: 'A.' }, { content: 'B.' }],
    });
    const { session } = fixture;
    const blobs = await Promise.all(['a', 'b', 'c'].map((fill) => session.keepBlob(Buffer.alloc(1_200_000, fill))));
    const attachments = [...blobs, ...blobs].flatMap((blob) => attached(blob).attachments);
    await session.send({ text: 'What are they?', attachments });
    await session.send(prompt('And now?'));
    assert.equal(uploadsOf(fixture), 3);
    assert.equal(new Set(mediaOf(fixture)).size, 3);
    assertExtending(fixture);
    const [noted] = Object.values(await fixture.store.readUploads(session.id));
    assert.deepEqual(Object.keys(noted ?? {}).sort(), blobs.sort());
  });

  it('notes uploads that end together one after another', async () => {
    await using simulator = await startSimulator({ scenario: [{ content: 'A.' }] });
    const endpoint = resolveEndpoint({ endpoint: 'custom', baseUrl: simulator.url, model: '' });
    assert('baseUrl' in endpoint);
    let [writing, together] = [0, 0];
    const write = async () => {
      writing += 1;
      together = Math.max(together, writing);
      // Long enough for the others to be uploaded and to want to be noted as well.
      while (simulator.files.size < 3) await setImmediate();
      await Promise.all(simulator.requests.map(({ finished }) => finished));
      for (let round = 0; round < 20; round++) await setImmediate();
      writing -= 1;
    };
    const model = createKimiModel({
      endpoint: { ...endpoint, files: true },
      key: undefined,
      readBlob: async () => large,
      uploads: { read: async () => ({}), write },
    });
    const content = ['a', 'b', 'c'].map((blob) => ({ type: 'image' as const, mimeType: 'image/png', blob }));
    const request = { sessionId: 's', messages: [{ role: 'user' as const, content }], tools: [] };
    await model.stream(request, () => {}, new AbortController().signal);
    assert.deepEqual([uploadsOf({ simulator }), together], [3, 1]);
  });

  it('goes inline, for good, where the endpoint turns out to take no files', async () => {
    await using simulator = await startSimulator({
      scenario: [{ content: 'A.' }, { content: 'B.' }],
      dialect: 'aigateway',
    });
    const endpoint = resolveEndpoint({ endpoint: 'aigateway', baseUrl: '', model: '' });
    assert('baseUrl' in endpoint);
    let noted: Uploads = {};
    const notes = {
      read: async () => noted,
      write: async (uploads: Uploads) => {
        noted = uploads;
      },
    };
    const model = createKimiModel({
      endpoint: { ...endpoint, baseUrl: simulator.url, files: true },
      key: 'sk-aig-key',
      readBlob: async () => photo,
      uploads: notes,
    });
    const content = [{ type: 'image' as const, mimeType: 'image/png', blob: 'b' }];
    const request = { sessionId: 's', messages: [{ role: 'user' as const, content }], tools: [] };
    await model.stream(request, () => {}, new AbortController().signal);
    await model.stream(request, () => {}, new AbortController().signal);
    assert.equal(simulator.requests.filter(({ path: to }) => to === '/v1/files').length, 1);
    assert.deepEqual(noted, { [endpoint.origin]: { b: null } });
    assert.equal(
      simulator.requests.filter(({ body }) => JSON.stringify(body ?? {}).includes('data:image/png')).length,
      2,
    );
  });

  it('uploads again what the server has lost', async () => {
    await using fixture = await startFixture({
      endpoint: { ...SEES_VIDEO, files: true },
      scenario: [{ content: 'A.' }, { content: 'B.' }],
    });
    const { session, simulator } = fixture;
    await session.send(attached(await session.keepBlob(large)));
    simulator.files.clear();
    await session.send(prompt('And now?'));
    assert.deepEqual(mediaOf(fixture), ['ms://file-2']);
    assert.equal(session.transcript.blocks.at(-1)?.type, 'content');
    assert.deepEqual(simulator.violations(), []);
  });

  it('sends inline what is small, and everything where there is no files API', async () => {
    for (const [files, bytes] of [
      [true, Buffer.alloc(1000, 'y')],
      [false, large],
    ] as const) {
      await using fixture = await startFixture({
        endpoint: files ? { ...SEES_VIDEO, files } : SEES_VIDEO,
        scenario: [{ content: 'A.' }],
      });
      await fixture.session.send(attached(await fixture.session.keepBlob(bytes)));
      assert.deepEqual(mediaOf(fixture), [`data:video/avi;base64,${bytes.toString('base64')}`]);
      assert.equal(uploadsOf(fixture), 0);
    }
  });

  it('uploads what is small when it is shown again, and leaves the message that showed it first as it was', async () => {
    await using fixture = await startFixture({
      endpoint: { ...SEES_VIDEO, files: true },
      scenario: [{ content: 'A.' }, { content: 'B.' }, { content: 'C.' }],
    });
    const { session } = fixture;
    const small = Buffer.alloc(1000, 'y');
    for (let turn = 0; turn < 3; turn++) await session.send(attached(await session.keepBlob(small)));
    const inline = `data:video/avi;base64,${small.toString('base64')}`;
    assert.deepEqual(mediaOf(fixture), [inline, 'ms://file-1', 'ms://file-1']);
    assert.equal(uploadsOf(fixture), 1);
    assertExtending(fixture);
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('count as about 2,000 tokens where the endpoint reports nothing', async () => {
    await using fixture = await startFixture({ scenario: [{ content: 'A.', usageIn: 'none' }] });
    const { session } = fixture;
    await session.send(attached(await session.keepBlob(photo), 'image'));
    const { prompt: tokens = 0, estimated } = session.transcript.lastUsage ?? {};
    assert(estimated && tokens > 2000 && tokens < 10_000, `${tokens} tokens`);
  });

  it('refuses a prompt that the endpoint would not take, before anything is sent', async () => {
    await using fixture = await startFixture({ endpoint: { requestLimit: 500_000 }, scenario: [] });
    const { session } = fixture;
    const refused = (prompt: Prompt, type: string) =>
      assert.rejects(session.send(prompt), (error) => error instanceof MediaRefused && error.refusal.type === type);
    await refused(attached(await session.keepBlob(PNG)), 'unseen');
    await refused(attached(await session.keepBlob(photo), 'image'), 'requestTooLarge');
    assert.equal(fixture.simulator.requests.length, 0);
    assert.deepEqual(session.transcript.blocks, []);
    assert.deepEqual(await fixture.store.list(), []);
  });

  it('knows the largest file before it is sent', async () => {
    await using fixture = await startFixture({ endpoint: SEES_VIDEO, scenario: [] });
    const { endpoint } = fixture;
    const model = createKimiModel({ endpoint, key: undefined, readBlob: async () => new Uint8Array(101_000_000) });
    const refusal = await model.refusal([], [{ type: 'video', mimeType: 'video/mp4', blob: 'b' }]);
    assert.deepEqual(refusal, { type: 'fileTooLarge', size: 101_000_000, limit: 100_000_000 });
  });

  it('tells the model of results that would be too much, those of one step together', async () => {
    const image = Buffer.concat([PNG, Buffer.alloc(200_000)]);
    const look = (path: string) => ({ name: 'view_image', arguments: { path } });
    await using fixture = await startFixture({
      endpoint: { requestLimit: 500_000 },
      files: { 'a.png': image, 'b.png': image },
      scenario: [{ reasoning: 'Both.', toolCalls: [look('a.png'), look('b.png')] }, { content: 'One.' }],
    });
    await fixture.session.send(prompt('Look'));
    assert.deepEqual(fixture.simulator.violations(), []);
    const results = lastBody(fixture).messages.filter(({ role }) => role === 'tool');
    const kinds = results.map(({ content }) => (typeof content === 'string' ? content : content?.[0]?.type));
    assert.equal(kinds.filter((kind) => kind === 'image_url').length, 1);
    assert.equal(kinds.filter((kind) => /^ERROR: .* request would have 0\.6 MB/.test(String(kind))).length, 1);
  });

  it('goes on at an endpoint that does not take what the session holds', async () => {
    await using fixture = await startFixture({
      endpoint: SEES_VIDEO,
      scenario: [{ content: 'A.' }, { content: 'B.' }],
    });
    const { session } = fixture;
    await session.send(attached(await session.keepBlob(PNG)));
    fixture.setEndpoint({ video: false });
    await session.send(prompt('And now?'));
    assert.match(JSON.stringify(lastBody(fixture).messages[1]), /\[A video, which this endpoint does not take\.\]/);
  });

  it('are deleted from the server with the session', async () => {
    await using fixture = await startFixture({
      endpoint: { ...SEES_VIDEO, files: true },
      scenario: [{ content: 'A.' }],
    });
    const { session, simulator } = fixture;
    await session.send(attached(await session.keepBlob(large)));
    const ids = [...simulator.files.keys()];
    assert.equal(ids.length, 1);
    await deleteUploads(fixture.endpoint, undefined, [...ids, 'gone']);
    assert.equal(simulator.files.size, 0);
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
