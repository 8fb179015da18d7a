import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { packageExtension } from '../host/packageExtension.ts';
import { panelFixture } from './support/panelFixture.ts';

const MAX_BYTES = 1024 * 1024;

describe('the .vsix', () => {
  let vsix: string;
  const fixture = panelFixture({}, async () => {
    vsix = await packageExtension();
    return { extensions: [vsix] };
  });

  it('has a conversation, with a tool and an edit', async () => {
    const { send, blocks, button, onDisk, rests } = await fixture.open({
      files: { 'notes.txt': 'one\n' },
      scenario: [
        { reasoning: 'Look.', toolCalls: [{ name: 'search_text', arguments: { pattern: 'one' } }] },
        {
          reasoning: 'Change.',
          toolCalls: [{ name: 'write_file', arguments: { path: 'notes.txt', content: 'two\n' } }],
        },
        { reasoning: 'Good.', content: 'It says **two** now.' },
      ],
    });
    await send('Count');
    await button('Accept').click();
    await blocks('content').getByText('It says two now.').waitFor();
    await rests();
    await blocks('tool').getByText('1 in 1 file').waitFor();
    assert.equal(await onDisk('notes.txt'), 'two\n');
  });

  it('is small, and holds what is run and nothing else', async () => {
    assert.ok((await stat(vsix)).size <= MAX_BYTES);
    const { extensionsDir } = fixture.server();
    const folder = (await readdir(extensionsDir)).find((name) => name.startsWith('ask-kimi.ask-kimi-'));
    assert.ok(folder);
    const entries = await readdir(path.join(extensionsDir, folder), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(path.join(extensionsDir, folder), path.join(entry.parentPath, entry.name)));
    const expected =
      /^(\.vsixmanifest|package(\.nls(\.zh-cn)?)?\.json|(readme|changelog)\.md|LICENSE.*|media.(icon|tab-(dark|light)|walkthrough.\w+)\.(png|svg)|media.l10n.bundle\.l10n\.zh-cn\.json|dist.*\.(js|css|ttf)|dist.THIRD_PARTY_NOTICES\.txt)$/i;
    assert.deepEqual(
      files.filter((file) => !expected.test(file)),
      [],
    );
    assert.ok(files.some((file) => file.endsWith('THIRD_PARTY_NOTICES.txt')));
  });
});
