import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { propose } from '../common/proposeEdit.ts';
import { readBeforeRemoval } from './readBeforeRemoval.ts';

const schema = z.object({ path: z.string().min(1) });

export function deleteFile(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'delete_file',
    kind: 'edit',
    description: 'Delete a file (not a folder).',
    schema,
    async run({ path }, context) {
      const file = await workspace.resolve(path);
      return await propose(
        { type: 'edit', ...file, ...(await readBeforeRemoval(workspace, file, context)), after: null },
        context,
      );
    },
  };
}
