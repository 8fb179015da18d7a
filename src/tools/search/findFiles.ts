import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { FileNames, Workspace } from '../../agent/contracts/workspace.ts';
import { fuzzyScore, WHOLE } from '../../util/search/fuzzyScore.ts';
import { oneLine } from '../../util/text/oneLine.ts';
import { resolveSearchable } from '../common/resolveSearchable.ts';
import { paginate } from './paginate.ts';

const schema = z.object({
  name: z.string().min(1).describe('A glob like "**/*.test.ts", or a part or abbreviation of the path'),
  path: z.string().min(1).optional().describe('A folder; default: the workspace'),
  offset: z.int().min(0).optional().describe('Results to skip'),
});

export function findFiles(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'find_files',
    kind: 'read',
    returns: 'files',
    description: 'Find files by name, except ignored ones; without a glob, the best match first.',
    schema,
    async run({ name, path, offset = 0 }, context) {
      const place = await resolveSearchable(workspace, path, context);
      const where = place ? { place } : {};
      const isGlob = /[*?{]/.test(name);
      const found = isGlob
        ? await workspace.findFiles({ ...where, glob: name }, context.signal)
        : bestFirst(name, await workspace.findFiles(where, context.signal));
      const { paths, truncated } = found;
      const narrower = 'narrow it with path or a longer name';
      return {
        output:
          paginate(paths.map(oneLine), { what: 'Files', offset, narrower, truncated }) || 'No file has such a name.',
        display: { type: 'list', path: name, count: paths.length, truncated },
      };
    },
  };
}

function bestFirst(name: string, { paths, truncated }: FileNames): FileNames {
  const scored = paths.flatMap((path) => {
    const score = fuzzyScore(name, path);
    return score === undefined ? [] : [{ path, score }];
  });
  // Abbreviations fit many paths: they count where nothing has the name as it stands.
  const best = scored.some(({ score }) => score >= WHOLE) ? scored.filter(({ score }) => score >= WHOLE) : scored;
  best.sort((a, b) => b.score - a.score || a.path.length - b.path.length);
  return { paths: best.map(({ path }) => path), truncated };
}
