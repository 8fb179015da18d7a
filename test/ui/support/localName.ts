import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A name of a local network that leads to this machine, for the extensions of a server. */
export interface LocalName extends AsyncDisposable {
  /** For the server: an extension that changes the look-up of the process that all extensions share. */
  extensionFolders: readonly string[];
  /** The name has this address from now on, at first 127.0.0.1. */
  leadTo(address: string): Promise<void>;
}

export async function openLocalName(host: string): Promise<LocalName> {
  const folder = await mkdtemp(path.join(tmpdir(), 'ask-kimi-name-'));
  const address = path.join(folder, 'address');
  await writeFile(address, '127.0.0.1');
  const extension = path.join(folder, 'ask-kimi-tests.local-name-1.0.0');
  await mkdir(extension);
  await writeFile(path.join(extension, 'package.json'), JSON.stringify(MANIFEST));
  await writeFile(path.join(extension, 'main.js'), mainFor(host, address));
  return {
    extensionFolders: [extension],
    leadTo: (next) => writeFile(address, next),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

const MANIFEST = {
  name: 'local-name',
  publisher: 'ask-kimi-tests',
  version: '1.0.0',
  engines: { vscode: '^1.101.0' },
  main: './main.js',
  activationEvents: ['*'],
};

function mainFor(host: string, address: string): string {
  return `
const { promises } = require('node:dns');
const { readFileSync } = require('node:fs');
const lookup = promises.lookup;
promises.lookup = async (name, options) =>
  name === ${JSON.stringify(host)}
    ? [{ address: readFileSync(${JSON.stringify(address)}, 'utf8'), family: 4 }]
    : await lookup(name, options);
exports.activate = () => {};
`;
}
