import assert from 'node:assert/strict';
import type { ModelEvent } from '../../../src/agent/contracts/model.ts';
import { readReply } from '../../../src/kimi/stream/readReply.ts';

const REPLY = 'data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n';

describe('the end of a reply', () => {
  it('is [DONE], but its body is read on, so that the connection serves the next request', async () => {
    const more = Promise.withResolvers<void>();
    const end = Promise.withResolvers<string>();
    async function* body() {
      try {
        yield Buffer.from(REPLY);
        await more.promise;
        end.resolve('read to its end');
      } finally {
        end.resolve('given up');
      }
    }
    const events: ModelEvent[] = [];
    await readReply(
      { body: body(), contentType: 'text/event-stream' },
      { tools: new Set(), leaksCalls: true },
      (event) => events.push(event),
      () => {},
    );
    assert.equal(events.at(-1)?.type, 'finished');
    more.resolve();
    assert.equal(await end.promise, 'read to its end');
  });
});
