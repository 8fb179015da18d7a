import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { oneLine } from '../../util/text/oneLine.ts';
import { fitLines } from '../../util/text/truncate.ts';
import { resolveReadable } from '../common/resolveReadable.ts';
import { suggestSimilarPaths } from '../common/suggestSimilarPaths.ts';

const DEFAULT_DEPTH = 3;
const MAX_DEPTH = 20;
const MAX_ENTRIES = 500;
const MAX_RESULT_BYTES = 20_000;

const schema = z.object({
  path: z.string().min(1).optional().describe('A folder; default: the workspace'),
  depth: z.int().min(1).max(MAX_DEPTH).optional().describe(`Levels to descend, default ${DEFAULT_DEPTH}`),
});

export function listFiles(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'list_files',
    kind: 'read',
    returns: 'files',
    description:
      'List the files and folders in a folder, relative to it; folders end in "/". Files that git ignores are left out.',
    schema,
    async run({ path, depth = DEFAULT_DEPTH }, context) {
      const folders = workspace.folders();
      if (path === undefined && folders.length > 1) {
        const output = `The workspace has these folders:\n${folders.map(({ name }) => `${name}/`).join('\n')}`;
        return { output, display: { type: 'list', path: '.', count: folders.length, truncated: false } };
      }
      const folder = await resolveReadable(workspace, path ?? '.', context);
      const stat = await workspace.stat(folder.absolutePath);
      if (!stat) throw new Error(await suggestSimilarPaths(workspace, folder, context.signal));
      if (stat.type === 'file') throw new Error(`${folder.path} is a file: use read_file.`);
      const options = { depth, limit: MAX_ENTRIES };
      const { entries, truncated } = await workspace.listFiles(folder, options, context.signal);
      const shown = fitLines(entries.map(oneLine), MAX_RESULT_BYTES);
      const cut = truncated || shown.length < entries.length;
      const output = cut
        ? [...shown, `[Cut after ${shown.length} entries. List a subfolder, or less depth.]`].join('\n')
        : shown.join('\n') || `${folder.path} has no files, or git ignores them all.`;
      return { output, display: { type: 'list', path: folder.path, count: shown.length, truncated: cut } };
    },
  };
}
