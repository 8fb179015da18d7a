import assert from 'node:assert/strict';
import { resolveEndpoint } from '../../../src/kimi/endpoint/endpoints.ts';
import { createKimiModel } from '../../../src/kimi/kimiModel.ts';
import type { SessionParts } from '../../../src/session/sessionParts.ts';
import { FolderWorkspace } from '../../unit/support/folderWorkspace.ts';
import { headlessParts } from '../../unit/support/headlessParts.ts';
import type { WindowOptions } from './windowMessages.ts';

/** What a session in the laboratory needs: the simulator, nothing that asks, and problems that are not the end of the process. */
export function labParts({ folder, storage, url, holder }: Omit<WindowOptions, 'session'>): SessionParts {
  const endpoint = resolveEndpoint({ endpoint: 'custom', baseUrl: url, model: '' });
  assert('baseUrl' in endpoint);
  const parts = headlessParts({
    storage,
    holder,
    workspace: new FolderWorkspace(folder),
    model: async ({ readBlob, uploads }) => createKimiModel({ endpoint, key: undefined, readBlob, uploads }),
  });
  return {
    ...parts,
    permissions: { ...parts.permissions, approvals: () => 'auto' },
    onProblem: (error) => console.error(error),
  };
}
