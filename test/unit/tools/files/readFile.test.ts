import assert from 'node:assert/strict';
import { symlink, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { encodePng } from '../../../../src/tools/media/png.ts';
import { FolderWorkspace } from '../../support/folderWorkspace.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';
import { runTool } from '../runTool.ts';

const PNG = encodePng({ width: 1, height: 1, data: new Uint8Array([200, 0, 0, 255]) });

describe('read_file', () => {
  let folder: string;
  let workspace: FolderWorkspace;
  before(async () => {
    folder = await tempFolder({
      'three.txt': 'one\ntwo\nthree\n',
      'open.txt': 'one\ntwo',
      'crlf.txt': '\uFEFFone\r\ntwo\r\n',
      'empty.txt': '',
      'long.txt': 'x'.repeat(99).concat('\n').repeat(2000),
      'wide.txt': `${'🎉'.repeat(30_000)}\nshort\n`,
      'data.bin': Buffer.from([1, 2, 0, 3]),
      'shot.png': PNG,
      'src/index.ts': 'export {};\n',
      'src/Helper.ts': 'export {};\n',
    });
    workspace = new FolderWorkspace(folder);
  });
  after(removeTempFolders);
  const read = (file: string, more = {}) => runTool(workspace, 'read_file', { path: file, ...more });

  it('numbers the lines', async () => {
    const { output, display } = await read('three.txt');
    assert.equal(output, '1\tone\n2\ttwo\n3\tthree');
    assert.deepEqual(display, { type: 'file', path: 'three.txt', startLine: 1, endLine: 3, totalLines: 3 });
  });

  it('shows LF alone, no byte order mark, and says when the last line has no end', async () => {
    assert.equal((await read('crlf.txt')).output, '1\tone\n2\ttwo');
    assert.equal((await read('open.txt')).output, '1\tone\n2\ttwo\n[No line end after the last line.]');
  });

  it('reads a range, to the end where it asks for more', async () => {
    assert.equal((await read('three.txt', { start_line: 2, end_line: 2 })).output, '2\ttwo\n[Lines 2-2 of 3.]');
    assert.equal((await read('three.txt', { start_line: 3, end_line: 99 })).output, '3\tthree\n[Lines 3-3 of 3.]');
  });

  it('says so of a range that is past the end or backwards', async () => {
    await assert.rejects(read('three.txt', { start_line: 4 }), /has only 3 lines; line 4 is past its end/);
    await assert.rejects(read('three.txt', { start_line: 3, end_line: 2 }), /end_line 2 is before start_line 3/);
  });

  it('says that an empty file is empty', async () => {
    assert.equal((await read('empty.txt')).output, 'empty.txt is empty.');
  });

  it('gives a long file in parts that join', async () => {
    const first = await read('long.txt');
    assert(Buffer.byteLength(first.text) < 50_100);
    const next = Number(/\[Lines 1-(\d+) of 2000\. Go on with start_line (\d+)\.\]$/.exec(first.text)?.[2]);
    assert.match((await read('long.txt', { start_line: next })).text, new RegExp(`^${next}\tx{99}\n`));
    assert.equal(first.text.split('\n').length, next);
  });

  it('cuts an enormous line between characters', async () => {
    const { text } = await read('wide.txt');
    assert.match(text, /^1\t(🎉)+ \[line cut: 50000 more characters\]\n2\tshort$/u);
  });

  it('shows an image', async () => {
    const { output, display, kept } = await read('shot.png');
    const [[blob, bytes] = []] = kept;
    assert.deepEqual(bytes, PNG);
    assert.deepEqual(output, [
      { type: 'image', mimeType: 'image/png', blob },
      { type: 'text', text: `shot.png (image/png, ${PNG.length} bytes)` },
    ]);
    assert.deepEqual(display, { type: 'image', path: 'shot.png', mimeType: 'image/png', blob });
  });

  it('refuses what is binary, too large, or a folder', async () => {
    await assert.rejects(read('data.bin'), /data\.bin is a binary file \(4 bytes\)/);
    await assert.rejects(read('src'), /src is a folder: use list_files/);
    await writeFile(path.join(folder, 'huge.log'), 'x');
    await truncate(path.join(folder, 'huge.log'), 50_000_000);
    await assert.rejects(read('huge.log'), /huge\.log is too large to read \(50\.0 MB;.*search_text/);
    await writeFile(path.join(folder, 'huge.png'), PNG);
    await truncate(path.join(folder, 'huge.png'), 6_000_000);
    await assert.rejects(read('huge.png'), /an image of 6\.0 MB/);
  });

  it('names the nearest folder and similar names for a missing file', async () => {
    await assert.rejects(
      read('src/helpers.ts'),
      /^Error: src\/helpers\.ts does not exist\. .* is src\. Similar names there: Helper\.ts\.$/,
    );
    await assert.rejects(read('src/index.js'), /Similar names there: index\.ts/);
    await assert.rejects(read('source/a/b.ts'), /nearest existing folder is \.\.$/);
  });

  it('asks before it looks outside, also through a link, and obeys', async () => {
    const outside = await tempFolder({ 'secret.txt': 'secret\n' });
    const secret = path.join(outside, 'secret.txt');
    await symlink(secret, path.join(folder, 'link.txt'));
    for (const written of [secret, path.relative(folder, secret), 'link.txt']) {
      const accepted = await read(written);
      assert.equal(accepted.output, '1\tsecret');
      assert.deepEqual(accepted.requests, [{ type: 'read', ...(await workspace.resolve(secret)) }]);
      assert.equal(accepted.requests[0]?.type === 'read' && accepted.requests[0].path, secret);
      const decisions = [{ type: 'rejected' as const, feedback: 'private' }];
      await assert.rejects(
        runTool(workspace, 'read_file', { path: written }, { decisions }),
        /secret\.txt is outside the workspace and was not read: the person refused and said: private/,
      );
    }
  });
});
