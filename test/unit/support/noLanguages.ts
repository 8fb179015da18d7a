import type { Languages } from '../../../src/agent/contracts/languages.ts';
import { noLanguageServer } from '../../../src/agent/contracts/noLanguageServer.ts';

/** A machine without language servers. */
export const NO_LANGUAGES: Languages = {
  serveAny: async () => false,
  findSymbols: async () => [],
  symbols: refuse,
  places: (_relation, { path }) => refuse(path),
  hover: ({ path }) => refuse(path),
  rename: ({ path }) => refuse(path),
  fixes: refuse,
  tidy: (_kind, path) => refuse(path),
};

async function refuse(path: string): Promise<never> {
  throw noLanguageServer(path);
}
