import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { answerMessages, type Behaviour } from './answerMessages.ts';

export interface HttpServer extends AsyncDisposable {
  url: string;
  /** Of each request so far. */
  headers: IncomingHttpHeaders[];
  /** Of each that had one. */
  bodies: string[];
}

/** A server of tools at an address on loopback, which answers each request with one event. */
export async function startHttpServer(behaviour: Behaviour = 'plain', status?: number): Promise<HttpServer> {
  const headers: IncomingHttpHeaders[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    headers.push(request.headers);
    if (status !== undefined) return response.writeHead(status, { location: '/elsewhere' }).end();
    if (request.method !== 'POST') return response.writeHead(405).end();
    const body = await text(request);
    bodies.push(body);
    const message = JSON.parse(body);
    if (message.id === undefined) return response.writeHead(202).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const sendRaw = (data: string) => response.end(`event: message\ndata: ${data}\n\n`);
    answerMessages(behaviour, {
      send: (reply) => sendRaw(JSON.stringify(reply)),
      sendRaw,
      print: () => {},
      exit: () => response.destroy(),
    })(message);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    headers,
    bodies,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
