import assert from 'node:assert/strict';
import dns from 'node:dns';
import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import tls from 'node:tls';
import type { FailureCode } from '../../../src/agent/events/events.ts';
import { assertGoesOn, assertTold, startStory, watchWaits } from '../support/faultStory.ts';
import { prompt } from '../support/sessionFixture.ts';

const pem = (name: string) =>
  readFileSync(path.join(import.meta.dirname, `../support/certificates/${name}.pem`), 'utf8');

/** Listens on this machine, does so with each connection, and tells how many came. */
async function listen(server: Server) {
  let connections = 0;
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    connections += 1;
    open.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

const secure = (cert: string, more: tls.TlsOptions = {}) =>
  tls.createServer({ key: pem('key'), cert: pem(cert), ...more });

interface Lost {
  name: string;
  server: () => Server;
  scheme: 'http' | 'https';
  host?: string;
  ends: FailureCode;
  detail?: RegExp;
  /** The authority of the certificates is known to this machine. */
  trusted?: true;
}

const lost: Lost[] = [
  {
    name: 'a self-signed certificate',
    server: () => secure('self'),
    scheme: 'https',
    ends: 'certificateUntrusted',
    detail: /DEPTH_ZERO_SELF_SIGNED_CERT/,
  },
  {
    name: 'a certificate of an unknown authority',
    server: () => secure('good'),
    scheme: 'https',
    ends: 'certificateUntrusted',
    detail: /UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
  },
  {
    name: 'a certificate with its unknown authority',
    server: () => secure('good', { cert: pem('good') + pem('authority') }),
    scheme: 'https',
    ends: 'certificateUntrusted',
    detail: /SELF_SIGNED_CERT_IN_CHAIN/,
  },
  {
    name: 'a certificate for another name',
    server: () => secure('other'),
    scheme: 'https',
    ends: 'certificateName',
    detail: /ALTNAME/,
    trusted: true,
  },
  {
    name: 'a certificate that has expired',
    server: () => secure('expired'),
    scheme: 'https',
    ends: 'certificateExpired',
    detail: /CERT_HAS_EXPIRED/,
    trusted: true,
  },
  {
    name: 'a certificate of the future',
    server: () => secure('future'),
    scheme: 'https',
    ends: 'certificateExpired',
    detail: /CERT_NOT_YET_VALID/,
    trusted: true,
  },
  {
    name: 'a demand for a certificate',
    server: () => secure('good', { requestCert: true, rejectUnauthorized: true }),
    scheme: 'https',
    ends: 'handshake',
    trusted: true,
  },
  {
    name: 'an encryption that is too old',
    server: () => secure('good', { maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }),
    scheme: 'https',
    ends: 'handshake',
    trusted: true,
  },
  {
    name: 'plain HTTP behind https',
    server: () =>
      createServer((socket) => void socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
    scheme: 'https',
    ends: 'httpOnly',
  },
  {
    name: 'a name that is not found',
    server: () => createServer(),
    scheme: 'http',
    host: 'nowhere.invalid',
    ends: 'unknownHost',
    detail: /ENOTFOUND.*nowhere\.invalid/,
  },
];

describe('a server that cannot be reached for', () => {
  const known = tls.getCACertificates('default');
  const { lookup } = dns;
  /** No name is looked up in a network. */
  const notFound = (host: string, _: unknown, done: (error: Error) => void) =>
    done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: 'ENOTFOUND' }));
  afterEach(() => {
    tls.setDefaultCACertificates(known);
    dns.lookup = lookup;
  });

  for (const row of lost) {
    it(row.name, async () => {
      if (row.trusted) tls.setDefaultCACertificates([...known, pem('authority')]);
      await using fixture = await startStory([]);
      await using server = await listen(row.server());
      if (row.host) Object.assign(dns, { lookup: notFound });
      const { session } = fixture;
      fixture.setEndpoint({ baseUrl: `${row.scheme}://${row.host ?? '127.0.0.1'}:${server.port}/v1` });
      const waits = watchWaits(session);
      await session.send(prompt('On'));
      assertTold(fixture, row, waits);
      assert.equal(server.connections(), row.host ? 0 : 1);
      await assertGoesOn(fixture, false);
    });
  }
});
