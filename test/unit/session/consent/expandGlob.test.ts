import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expandGlob } from '../../../../src/session/consent/expandGlob.ts';

const FILES = ['a.txt', 'ab.txt', 'B.TXT', '.env', '.envrc', 'sub/x.key', 'sub/deep/y.key', `${'a'.repeat(200)}`];

const CASES: [string, string[]][] = [
  ['*.txt', ['B.TXT', 'a.txt', 'ab.txt']],
  ['a?.txt', ['ab.txt']],
  ['[ab].txt', ['B.TXT', 'a.txt']],
  ['[!z]b.txt', ['ab.txt']],
  ['.e*', ['.env', '.envrc']],
  ['*env', []],
  ['.env*', ['.env', '.envrc']],
  ['*/x.key', ['sub/x.key']],
  ['**/*.key', ['sub/deep/y.key', 'sub/x.key']],
  ['s*b/*/y*', ['sub/deep/y.key']],
  ['*a*b*.txt*', ['ab.txt']],
  ['none*', []],
];

describe('expandGlob', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-'));
    for (const file of FILES) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), '');
    }
  });
  after(async () => rm(folder, { recursive: true }));

  for (const [pattern, expected] of CASES) {
    it(`finds what ${pattern} matches`, async () => {
      const found = await expandGlob(path.join(folder, pattern), false);
      const names = new Set(found?.map((file) => path.relative(folder, file).replaceAll('\\', '/')));
      assert.deepEqual([...names].sort(), expected);
    });
  }

  it('finds hidden files where a star matches them', async () => {
    const found = await expandGlob(path.join(folder, '*env'), true);
    assert.deepEqual(found, [path.join(folder, '.env')]);
  });

  it('takes no longer for many stars', async () => {
    assert.deepEqual(await expandGlob(path.join(folder, `${'*a'.repeat(100)}*b`), false), []);
  });
});
