import assert from 'node:assert/strict';
import type { FromWebview } from '../../../../src/shared/protocol.ts';
import { Draft } from '../../../../webview/state/Draft.ts';

describe('Draft', () => {
  it('tells the host once that a prompt is being written, before it is sent', () => {
    const posted: FromWebview['type'][] = [];
    const draft = new Draft({ post: ({ type }) => posted.push(type), saved: () => undefined, save: () => {} });
    for (const text of ['H', 'Hi', 'Hi ', 'Hi Kimi']) draft.write(text);
    draft.send();
    assert.deepEqual(posted, ['writing', 'send']);
  });
});
