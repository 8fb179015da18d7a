import assert from 'node:assert/strict';
import { imageSize } from '../../src/tools/media/imageSize.ts';
import { encodePng } from '../../src/tools/media/png.ts';
import type { ContentPart } from '../simulator/chatRequest.ts';
import type { RecordedRequest } from '../simulator/requestLog.ts';
import { panelFixture } from './support/panelFixture.ts';

describe('images in the panel', () => {
  const fixture = panelFixture({ files: { 'shot.png': png(40, 30) } });

  it('are attached, shown, sent, and shown again', async () => {
    const { panel, input, send, rests, blocks, requests, errors, screenshot } = await fixture.begin([
      { content: 'A square.' },
    ]);
    const image = png(20, 20);
    await panel.locator('input[type=file]').setInputFiles({ name: 'square.png', mimeType: 'image/png', buffer: image });
    const chip = panel.getByRole('list', { name: 'Attachments' }).getByText('square.png');
    await chip.waitFor();
    await panel.locator('.chip img[src^="blob:"]').waitFor();
    await chip.hover();
    await panel.locator('.chip[title="square.png · about 2,000 tokens"]').waitFor();
    await screenshot('media-attached');
    await input.click();
    await send('What is it?');
    await rests();
    await blocks('user').locator('img.medium[alt="square.png"][src^="blob:"]').waitFor();
    await screenshot('media-sent');
    assert.equal(await chip.count(), 0);
    assert.equal(imageIn(requests()).toString('base64'), image.toString('base64'));
    assert.deepEqual(errors(), []);
  });

  it('are scaled down to the recommended size', async () => {
    const { panel, send, rests, requests } = await fixture.begin([{ content: 'A line.' }]);
    const buffer = png(8192, 16);
    await panel.locator('input[type=file]').setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer });
    await panel.locator('.chip').getByText('wide.png').waitFor();
    await send('And this?');
    await rests();
    assert.deepEqual(imageSize(imageIn(requests()), 'image/png'), { width: 4096, height: 8 });
  });

  it('are pasted, unless the clipboard holds text too', async () => {
    const { panel, input } = await fixture.begin([]);
    const paste = (text: string) =>
      input.evaluate(
        (element, { bytes, text }) => {
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }));
          if (text) clipboardData.setData('text/plain', text);
          element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
        },
        { bytes: [...png(4, 4)], text },
      );
    await paste('a cell');
    await paste('');
    const chips = panel.locator('.chip').getByText('pasted.png');
    await chips.waitFor();
    assert.equal(await chips.count(), 1);
    await panel.getByRole('button', { name: 'Remove pasted.png' }).click();
    assert.equal(await chips.count(), 0);
  });

  it('are dropped on the input', async () => {
    const { panel, input } = await fixture.begin([]);
    await input.evaluate(
      (element, bytes) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([new Uint8Array(bytes)], 'dropped.png', { type: 'image/png' }));
        element.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      },
      [...png(4, 4)],
    );
    await panel.getByRole('button', { name: 'Remove dropped.png' }).press('Delete');
    assert.equal(await panel.locator('.chip').getByText('dropped.png').count(), 0);
  });

  it('are refused in words where Kimi cannot see them', async () => {
    const { panel } = await fixture.begin([]);
    const files = panel.locator('input[type=file]');
    await files.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') });
    await panel.getByRole('alert').getByText('notes.txt is not an image').waitFor();
    const avi = Buffer.from('RIFF\0\0\0\0AVI LIST', 'latin1');
    await files.setInputFiles({ name: 'old.avi', mimeType: 'video/x-msvideo', buffer: avi });
    await panel.getByRole('alert').getByText('This endpoint takes no video.').waitFor();
  });

  it('are shown where a tool looked at them', async () => {
    const { send, rests, blocks } = await fixture.begin([
      { reasoning: 'Look.', toolCalls: [{ name: 'view_image', arguments: { path: 'shot.png' } }] },
      { content: 'Seen.' },
    ]);
    await send('Look at shot.png');
    await rests();
    await blocks('tool').locator('summary').click();
    await blocks('tool').locator('img.medium[alt="shot.png"][src^="blob:"]').waitFor();
  });
});

function png(width: number, height: number): Buffer {
  return encodePng({ width, height, data: Buffer.alloc(width * height * 4, 180) });
}

/** The bytes of the last image that the last request carries. */
function imageIn(requests: RecordedRequest[]): Buffer {
  const contents = requests.at(-1)?.body?.messages.map(({ content }) => content) ?? [];
  const parts: ContentPart[] = contents.flatMap((content) => (Array.isArray(content) ? content : []));
  const url = parts.map((part) =>
    'image_url' in part && typeof part.image_url === 'object' ? part.image_url.url : '',
  );
  return Buffer.from(url.findLast((text) => text !== '')?.split(',')[1] ?? '', 'base64');
}
