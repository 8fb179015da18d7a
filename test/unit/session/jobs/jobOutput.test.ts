import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { JobOutput } from '../../../../src/session/jobs/jobOutput.ts';
import { removeTempFolders, tempFolder } from '../../support/tempFolder.ts';

describe('what a command printed', () => {
  after(removeTempFolders);

  for (const [name, bytes] of [
    ['a line without an end', 90_000],
    ['20 MB without a line end', 20_000_000],
  ] as const) {
    it(`is read to a bound: ${name}`, async () => {
      const folder = await tempFolder();
      const output = new JobOutput(path.join(folder, 'output.txt'), (error) => assert.fail(String(error)));
      for (let left = bytes; left > 0; left -= 60_000) output.add('x'.repeat(Math.min(left, 60_000)));
      output.add('END');
      const { text } = await output.news(false);
      assert.match(text, /^x+\n\[… \d+ bytes left out …\]\nx+END$/);
      assert.ok(text.length < 30_100, `${text.length} characters`);
      // The line goes on, and is told whole when it ends.
      output.add(' at last\nNext.');
      assert.match((await output.news(false)).text, /END at last\nNext\.$/);
      await output.close();
    });
  }

  it('is whole in its file, also of a line that was open when it was read', async () => {
    const folder = await tempFolder();
    const file = path.join(folder, 'output.txt');
    const output = new JobOutput(file, (error) => assert.fail(String(error)));
    output.add('one\ntw');
    assert.equal((await output.news(true)).text, 'one\ntw');
    output.add('o\n');
    assert.equal((await output.news(true)).text, 'two');
    await output.close();
    assert.equal(await readFile(file, 'utf8'), 'one\ntwo\n');
  });
});
