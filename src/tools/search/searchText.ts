import * as z from 'zod';
import type { Tool, ToolResult } from '../../agent/contracts/tool.ts';
import type { FileMatches, TextLine, TextMatches, TextQuery, Workspace } from '../../agent/contracts/workspace.ts';
import { isSecret } from '../../gate/sensitivePaths.ts';
import { oneLine } from '../../util/text/oneLine.ts';
import { resolveSearchable } from '../common/resolveSearchable.ts';
import { type Page, paginate } from './paginate.ts';

const MAX_LIMIT = 1000;
const MAX_CONTEXT = 20;
const NARROWER = 'narrow it with path, glob, type or a longer pattern';

const schema = z.object({
  pattern: z.string().min(1),
  path: z.string().min(1).optional().describe('A folder or file; default: the workspace'),
  glob: z
    .string()
    .min(1)
    .optional()
    .describe('Only files that match, like "*.{ts,tsx}" or "!**/test/**", relative to path'),
  type: z.string().min(1).optional().describe('Only files of this ripgrep type, like "ts" or "py"'),
  regex: z.boolean().optional().describe('pattern is a regular expression (Rust syntax); default: plain text'),
  case_sensitive: z.boolean().optional(),
  multiline: z.boolean().optional().describe('pattern may match over line ends'),
  context: z.int().min(0).max(MAX_CONTEXT).optional().describe('Lines to show around each match'),
  show: z.enum(['lines', 'files', 'counts']).optional().describe('Default "lines"'),
  limit: z.int().min(1).max(MAX_LIMIT).optional(),
  offset: z.int().min(0).optional().describe('Results to skip'),
});

type Args = z.infer<typeof schema>;

export function searchText(workspace: Workspace): Tool<Args> {
  return {
    name: 'search_text',
    kind: 'read',
    returns: 'matches',
    description:
      'Find matching lines in the files of the workspace, except ignored (.gitignore, .kimiignore) and secret ones (.env, keys). Case is ignored unless case_sensitive.',
    schema,
    async run(args, context) {
      const query = asQuery(args);
      const place = await resolveSearchable(workspace, args.path, context);
      if (place) {
        query.place = place;
        // To look into it by name was agreed to.
        query.secrets = isSecret(place.path);
      }
      const { show = 'lines' } = args;
      if (show !== 'lines') {
        return showFiles(args, await workspace.searchFiles(query, show === 'counts', context.signal));
      }
      const onFound = (matches: number) => context.progress(`${matches}\n`);
      return showLines(args, await workspace.searchText(query, onFound, context.signal), query.context);
    },
  };
}

function asQuery(args: Args): TextQuery {
  const { pattern, regex = false, case_sensitive = false, multiline = false, context = 0, glob, type } = args;
  const query: TextQuery = { pattern, regex, caseSensitive: case_sensitive, multiline, secrets: false, context };
  if (glob !== undefined) query.glob = glob;
  if (type !== undefined) query.fileType = type;
  return query;
}

function pageOf({ limit, offset = 0 }: Args, truncated: boolean): Page {
  return { what: 'Results', offset, narrower: NARROWER, truncated, ...(limit === undefined ? {} : { limit }) };
}

function showFiles(args: Args, { files, truncated }: FileMatches): ToolResult {
  const lines = files.map(({ path, matches }) => oneLine(matches === undefined ? path : `${path}: ${matches}`));
  const matches = files.reduce((sum, file) => sum + (file.matches ?? 1), 0);
  return {
    output: paginate(lines, pageOf(args, truncated)) || 'No matches.',
    display: { type: 'search', query: args.pattern, matches, files: files.length, truncated },
  };
}

function showLines(args: Args, { lines, matches, truncated }: TextMatches, context: number): ToolResult {
  const { offset = 0 } = args;
  const results = byMatch(lines, context);
  // What is named once for several results is named again where a page begins.
  const texts = results.map((result, index) => wordResult(result, index > offset ? results[index - 1] : undefined));
  return {
    output: paginate(texts, pageOf(args, truncated)) || 'No matches.',
    display: {
      type: 'search',
      query: args.pattern,
      matches,
      files: new Set(lines.map(({ path }) => path)).size,
      truncated,
    },
  };
}

/** The lines in parts of one match each, with its context: what stands between two matches goes with the first while it is near. */
function byMatch(lines: readonly TextLine[], context: number): TextLine[][] {
  const results: TextLine[][] = [];
  let lead: TextLine[] = [];
  let last: TextLine | undefined;
  for (const line of lines) {
    const follows = last?.path === line.path && line.line - last.line <= context;
    if (line.matches) {
      results.push([...lead, line]);
      lead = [];
      last = line;
    } else if (follows) results.at(-1)?.push(line);
    else lead.push(line);
  }
  return results;
}

function wordResult(result: readonly TextLine[], before: readonly TextLine[] | undefined): string {
  const first = result[0];
  const last = before?.at(-1);
  if (!first) return '';
  const lines = result.map(({ line, text, matches }) => `${line}${matches ? ':' : '-'} ${text}`);
  if (last?.path !== first.path) return [oneLine(first.path), ...lines].join('\n');
  const gap = result.length > 1 && first.line > last.line + 1;
  return gap ? ['--', ...lines].join('\n') : lines.join('\n');
}
