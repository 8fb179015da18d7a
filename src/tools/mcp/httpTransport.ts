import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { MAX_MESSAGE_BYTES, type Reach } from './reach.ts';
import type { Target } from './resolveLaunch.ts';
import { describeProblem, type ServerProblem } from './serverError.ts';

/** A server at an address. Redirects are errors: headers are for that address alone. */
export class HttpTransport extends StreamableHTTPClientTransport implements Reach {
  failure: ServerProblem | undefined;
  readonly lastWords = '';

  constructor({ url, headers }: Extract<Target, { type: 'http' }>) {
    super(new URL(url), {
      requestInit: { headers },
      fetch: async (address, init) => {
        const response = await fetch(address, { ...init, redirect: 'error' });
        if (response.status === 401) this.failure = { type: 'signIn' };
        return bounded(response, () => {
          this.failure = { type: 'tooLarge' };
          void this.close();
        });
      },
    });
  }
}

/** Fails once a message is too large. In a stream of events each is a message of its own, ended by an empty line. */
function bounded(response: Response, onTooLarge: () => void): Response {
  const { body, status, statusText, headers } = response;
  if (!body) return response;
  let bytes = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      const end = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).lastIndexOf('\n\n');
      bytes = end < 0 ? bytes + chunk.length : chunk.length - end;
      if (bytes > MAX_MESSAGE_BYTES) {
        onTooLarge();
        controller.error(new Error(describeProblem({ type: 'tooLarge' })));
      } else {
        controller.enqueue(chunk);
      }
    },
  });
  return new Response(body.pipeThrough(limit), { status, statusText, headers });
}
