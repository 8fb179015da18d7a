import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/** What happens to one request in place of an answer. */
export type Mishap = (request: IncomingMessage, response: ServerResponse) => void;

/** A server before another one, which it lets requests through to, except where they meet with a mishap. */
export interface FaultyFront extends AsyncDisposable {
  /** With the path of the server behind it. */
  url: string;
  /** The next requests but `after` meet with this: one, or as many as it says. */
  plan(mishap: Mishap, after: number, times?: number): void;
  /** How many requests came. */
  readonly requests: number;
  /** Refuses connections until `listen`. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
}

export async function startFront(behind: string): Promise<FaultyFront> {
  const target = new URL(behind);
  let planned: { mishap: Mishap; after: number; times: number } | undefined;
  let requests = 0;
  const server = createServer((request, response) => {
    requests += 1;
    if (planned?.after === 0 && planned.times > 0) {
      planned.times -= 1;
      return planned.mishap(request, response);
    }
    if (planned && planned.after > 0) planned.after -= 1;
    const { method = 'GET', headers, url = '' } = request;
    const onward = forward({ host: target.hostname, port: target.port, path: url, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      // A cut there is a cut here.
      pipeline(answer, response, () => {});
    });
    onward.once('error', () => response.destroy());
    response.once('close', () => onward.destroy());
    request.pipe(onward);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const close = async () => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${target.pathname}`,
    plan: (mishap, after, times = 1) => {
      planned = { mishap, after, times };
    },
    get requests() {
      return requests;
    },
    refuse: close,
    listen: () => listen(port),
    [Symbol.asyncDispose]: close,
  };
}
