import path from 'node:path';
import type { Behaviour } from './answerMessages.ts';

const script = path.resolve(import.meta.dirname, 'stdioServer.ts');

/** A `.vscode/mcp.json` with a server of the tests' under the name `demo`. */
export function configured(behaviour: Behaviour = 'plain', more: object = {}, rest: object = {}): string {
  const demo = { command: process.execPath, args: [script, behaviour], ...more };
  return JSON.stringify({ servers: { demo }, ...rest });
}
