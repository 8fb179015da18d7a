import assert from 'node:assert/strict';
import { isMediaName } from '../../../../src/tools/common/fileKind.ts';

describe('the name of an image or a video', () => {
  const ENDINGS = 'png jpg jpeg gif webp mp4 m4v mpeg mpg mov avi flv webm wmv 3gp 3gpp 3g2'.split(' ');

  it('has the ending of a format that Kimi takes, in any case', () => {
    const names = ENDINGS.flatMap((ending) => [`clips/a b.${ending}`, `A.${ending.toUpperCase()}`]);
    assert.deepEqual(
      names.filter((name) => !isMediaName(name)),
      [],
    );
  });

  it('is no other', () => {
    const names = ['a.ts', 'mp4', 'a.mp4.txt', 'a.svg', 'a.3g', 'a.wmvx', 'clip.flv/notes.md', ''];
    assert.deepEqual(names.filter(isMediaName), []);
  });
});
