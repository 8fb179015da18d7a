import assert from 'node:assert/strict';
import { EMPTY_TRANSCRIPT, reduce } from '../../../../src/shared/transcript/reduce.ts';
import { Finder, patternOf } from '../../../../webview/find/Finder.ts';
import { plainText } from '../../../../webview/markdown/plainText.ts';
import { longSession } from '../../../host/longSession.ts';

describe('finding in a transcript', () => {
  const { blocks } = reduce(EMPTY_TRANSCRIPT, longSession(40));
  const search = (query: string): Finder => {
    const finder = new Finder();
    for (const _ of finder.search(blocks, patternOf(query)));
    return finder;
  };

  it('counts every match, in either case, and tells where each is', () => {
    const finder = search('WHAT turn 4');
    assert.equal(finder.total, 2); // Of turns 4 and 40.
    const found = [0, 1].map((place) => blocks.find(({ id }) => id === finder.at(place)?.block));
    for (const block of found) assert.match(block?.type === 'content' ? block.text : '', /What turn 40? did/);
    assert.equal(finder.at(2), undefined);
  });

  it('finds what Markdown shows, not how it is written', () => {
    assert.equal(search('**').total, 0);
    assert.ok(search('const value1 = await read(7,').total === 1);
    assert.equal(search('file\nlines').total, 40);
    assert.equal(plainText('- [x] one\n\n- [ ] two'), 'one\ntwo');
    assert.equal(plainText('A **bold** [link](x) &amp; `code`\n\n- [x] one\n- two'), 'A bold link & code\none\ntwo');
  });

  it('takes a query by the letter', () => {
    assert.equal(search("read(7, 'text')").total, 4);
    assert.equal(search('.*').total, 0);
    assert.equal(search('').total, 0);
    for (const query of ['a-b', '\\', '[a', '$&', '{1}', '^', ' ']) assert.equal(search(query).total, 0, query);
  });

  it('begins at the place where the person is', () => {
    const finder = search('What turn');
    const second = blocks.findIndex((block) => block.type === 'user' && block.turn === 2);
    assert.equal(finder.firstFrom(blocks.slice(second)), 1);
    assert.equal(finder.firstFrom([]), 39);
  });

  it('goes in pieces, so that no task is long', () => {
    const pieces = [...new Finder().search(blocks, patternOf('e'))];
    assert.ok(pieces.length > 3, `${pieces.length} pieces`);
  });
});
