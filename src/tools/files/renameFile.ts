import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { propose } from '../common/proposeEdit.ts';
import { refuseFolderName } from '../common/refuseFolderName.ts';
import { readBeforeRemoval } from './readBeforeRemoval.ts';

const schema = z.object({
  path: z.string().min(1),
  to: z.string().min(1),
});

export function renameFile(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'rename_file',
    kind: 'edit',
    description: 'Rename or move a file; language tools update imports where they can.',
    schema,
    async run({ path, to }, context) {
      const file = await workspace.resolve(path);
      const place = await workspace.resolve(to);
      const held = await readBeforeRemoval(workspace, file, context);
      const taken = (await context.proposedText(place)) ?? (await workspace.stat(place.absolutePath));
      if (taken !== undefined) throw new Error(`There is something at ${place.path} already.`);
      refuseFolderName(to);
      return await propose({ type: 'edit', ...file, to: place, ...held, after: held.before }, context);
    },
  };
}
