import * as z from 'zod';
import { fitLines } from '../agent/cutText.ts';
import type { Tool } from '../agent/tool.ts';
import type { TextMatches, TextQuery, Workspace } from '../agent/workspace.ts';
import { describeMissing } from './describeMissing.ts';
import { resolveForReading } from './resolveForReading.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
const MAX_RESULT_BYTES = 30_000;

const schema = z.object({
  pattern: z.string().min(1),
  path: z.string().min(1).optional().describe('A folder or file; default: the workspace'),
  glob: z.string().min(1).optional().describe('Only files that match, like "*.ts" or "!**/test/**", relative to path'),
  regex: z.boolean().optional().describe('pattern is a regular expression (Rust syntax); default: plain text'),
  case_sensitive: z.boolean().optional(),
  limit: z.int().min(1).max(MAX_LIMIT).optional().describe(`Most lines to return, default ${DEFAULT_LIMIT}`),
});

export function searchText(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'search_text',
    kind: 'read',
    description:
      'Find matching lines in the files of the workspace, except those that git ignores. Case is ignored unless case_sensitive.',
    schema,
    async run({ pattern, path, glob, regex = false, case_sensitive = false, limit = DEFAULT_LIMIT }, context) {
      const query: TextQuery = { pattern, regex, caseSensitive: case_sensitive, limit };
      if (glob !== undefined) query.glob = glob;
      if (path !== undefined) {
        const place = await resolveForReading(workspace, path, context);
        if (!(await workspace.stat(place.absolutePath))) {
          throw new Error(await describeMissing(workspace, place, context.signal));
        }
        query.path = place.absolutePath;
      } else if (workspace.folders().length === 0) {
        throw new Error('No folder is open, so there is nothing to search. Name an absolute path, or ask the person.');
      }
      const found = await workspace.searchText(query, context.signal);
      return summarize(pattern, found);
    },
  };
}

function summarize(pattern: string, { matches, truncated }: TextMatches) {
  // Each line of the output stands for one match, so that cutting lines cuts matches.
  const lines = matches.map(({ path, line, text }, index) => {
    const heading = matches[index - 1]?.path === path ? '' : `${path}\n`;
    return `${heading}${line}: ${text}`;
  });
  const shown = fitLines(lines, MAX_RESULT_BYTES);
  const cut = truncated || shown.length < matches.length;
  const note = cut ? [`[Cut after ${shown.length} lines. Narrow it with path, glob or a longer pattern.]`] : [];
  const files = new Set(matches.slice(0, shown.length).map(({ path }) => path)).size;
  return {
    output: [...shown, ...note].join('\n') || 'No matches.',
    display: { type: 'search' as const, query: pattern, matches: shown.length, files, truncated: cut },
  };
}
