import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer } from 'node:tls';
import { selfSignedCertificate } from './selfSignedCertificate.ts';

/** 127.0.0.1 as an IPv6 address. */
const ADDRESS = { host: '[::ffff:7f00:1]', bytes: Buffer.from('00000000000000000000ffff7f000001', 'hex') };

/** An https address before a plain server on loopback. */
export interface SecureFront extends AsyncDisposable {
  /** The base URL, with `/v1`. */
  url: string;
  host: string;
  /** Makes Node.js trust it. */
  env: { NODE_EXTRA_CA_CERTS: string };
  /** Where connections go from now on. */
  leadTo(url: string): void;
}

export async function openSecureFront(): Promise<SecureFront> {
  const { key, certificate } = selfSignedCertificate(ADDRESS.bytes);
  const folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-front-'));
  const file = path.join(folder, 'certificate.pem');
  await writeFile(file, certificate);
  let port = 0;
  const server = createServer({ key, cert: certificate }, (socket) => {
    const behind = connect(port, '127.0.0.1');
    // Whichever side breaks off, the other one follows.
    socket.on('error', () => behind.destroy()).pipe(behind);
    behind.on('error', () => socket.destroy()).pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const host = `${ADDRESS.host}:${address.port}`;
  return {
    url: `https://${host}/v1`,
    host,
    env: { NODE_EXTRA_CA_CERTS: file },
    leadTo(url) {
      port = Number(new URL(url).port);
    },
    async [Symbol.asyncDispose]() {
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
