import assert from 'node:assert/strict';
import { PromptHistory } from '../../../../webview/state/PromptHistory.ts';

describe('PromptHistory', () => {
  it('goes back prompt by prompt and forward again, to what was being written', () => {
    const history = new PromptHistory(['one', 'two']);
    assert.equal(history.back('draft'), 'two');
    assert.equal(history.back('two'), 'one');
    assert.equal(history.back('one'), undefined);
    assert.equal(history.forward('one'), 'two');
    assert.equal(history.forward('two'), 'draft');
    assert.equal(history.forward('draft'), undefined);
  });

  it('takes a recalled prompt that was changed for what is being written', () => {
    const history = new PromptHistory(['one', 'two']);
    assert.equal(history.back(''), 'two');
    assert.equal(history.forward('two, changed'), undefined);
    assert.equal(history.back('two, changed'), 'two');
    assert.equal(history.forward('two'), 'two, changed');
  });

  it('holds each prompt once, the newest last, and not without end', () => {
    const history = new PromptHistory(['one', 'two']);
    history.remember(['one', ' ']);
    assert.deepEqual(history.past, ['two', 'one']);
    history.remember(Array.from({ length: 150 }, (_, index) => `p${index}`));
    assert.equal(history.past.length, 100);
    history.remember(['x'.repeat(150_000), 'y'.repeat(150_000)]);
    assert.deepEqual(
      history.past.map(([first]) => first),
      ['y'],
    );
  });
});
