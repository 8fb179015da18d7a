import path from 'node:path';
import { npm, runStep } from '../host/runStep.ts';
import type { Version } from './versions.ts';

/** Makes a version's .vsix as users get it, which leaves the production bundles in its dist/ too. Resolves with its path. */
export async function packageExtension({ root }: Version): Promise<string> {
  const { command, args, env } = npm(['run', 'package']);
  await runStep('Packaging the extension', command, args, { cwd: root, env });
  return path.join(root, 'ask-kimi.vsix');
}
