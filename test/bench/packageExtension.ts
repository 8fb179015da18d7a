import path from 'node:path';
import { root } from '../host/paths.ts';
import { npm, runStep } from '../host/runStep.ts';

/** Makes the .vsix as users get it, which leaves the production bundles in dist/ too. Resolves with its path. */
export async function packageExtension(): Promise<string> {
  const { command, args, env } = npm(['run', 'package']);
  await runStep('Packaging the extension', command, args, { cwd: root, env });
  return path.join(root, 'ask-kimi.vsix');
}
