import * as z from 'zod';
import type { CodeFix } from '../../agent/contracts/languages.ts';
import type { Tool, ToolContext, ToolResult } from '../../agent/contracts/tool.ts';
import { markUntrusted } from '../../agent/results/markUntrusted.ts';
import { joinLines, oneLine } from '../../util/text/oneLine.ts';
import { fitLines } from '../../util/text/truncate.ts';
import { findSpot } from './findSpot.ts';
import type { LanguageParts } from './languageParts.ts';
import { openCode } from './openCode.ts';
import { proposeChange } from './proposeChange.ts';

const MAX_FIX_BYTES = 8000;

const schema = z.object({
  action: z.enum(['rename', 'fix', 'organize_imports', 'format']),
  path: z.string().min(1),
  symbol: z.string().min(1).optional().describe('What to rename'),
  to: z.string().min(1).optional().describe('The new name'),
  line: z.int().min(1).optional(),
  title: z.string().min(1).optional().describe('The fix to make'),
});

type Args = z.infer<typeof schema>;

export function refactor(parts: LanguageParts): Tool<Args> {
  return {
    name: 'refactor',
    kind: 'edit',
    description:
      'Changes by language servers, proposed like edits: rename a symbol in all files, make a fix (without title: list the fixes), organize imports, format.',
    schema,
    offered: () => parts.languages.serveAny(),
    async run(args, context) {
      switch (args.action) {
        case 'rename':
          return await rename(parts, args, context);
        case 'fix':
          return await fix(parts, args, context);
        case 'organize_imports':
        case 'format':
          return await tidy(parts, args.action, args.path, context);
      }
    },
  };
}

async function rename(
  parts: LanguageParts,
  { symbol, path, line, to }: Args,
  context: ToolContext,
): Promise<ToolResult> {
  if (symbol === undefined || to === undefined) throw new Error('To rename, give symbol and to.');
  if (/[\r\n]/.test(to)) throw new Error('A name has one line.');
  const spot = await findSpot(parts, { symbol, path, line }, context);
  const change = await parts.languages.rename(spot, to, context.signal);
  const proposed = await proposeChange(parts.workspace, change, context);
  return proposed ?? nothing(`The language server would change nothing: is it called ${to} already?`);
}

async function tidy(
  { workspace, languages }: LanguageParts,
  action: 'organize_imports' | 'format',
  path: string,
  context: ToolContext,
): Promise<ToolResult> {
  const file = await openCode(workspace, path, context);
  const change = await languages.tidy(action, file.absolutePath, context.signal);
  return (
    (await proposeChange(workspace, change, context)) ?? nothing(`${file.path} stays as it is: ${UNCHANGED[action]}`)
  );
}

const UNCHANGED = {
  organize_imports: 'its imports are in order, or no language tool here orders them.',
  format: 'it is formatted, or no formatter for it is here.',
};

async function fix(
  { workspace, languages }: LanguageParts,
  { path, line, title }: Args,
  context: ToolContext,
): Promise<ToolResult> {
  const file = await openCode(workspace, path, context);
  const at = line === undefined ? undefined : line - 1;
  const fixes = await languages.fixes(file.absolutePath, at, context.signal);
  const where = line === undefined ? file.path : `line ${line} of ${file.path}`;
  if (fixes.length === 0) return nothing(`No fixes are offered for ${where}.`);
  if (title === undefined) return listFixes(fixes, 'Call this again with the title of one, and its line.', file.path);
  const chosen = choose(fixes, title);
  const [only, ...others] = chosen;
  if (!only) throw new Error(`No fix "${title}" is offered for ${where}, but:\n${wordFixes(fixes).join('\n')}`);
  if (others.some((other) => other.line !== only.line || other.title !== only.title)) {
    return listFixes(
      chosen,
      'There are several of these. Call this again with the title and the line of one.',
      file.path,
    );
  }
  return (await proposeChange(workspace, only.change, context)) ?? nothing(`"${only.title}" changes nothing.`);
}

/** Those with this title; or else those that it is a part of. */
function choose(fixes: readonly CodeFix[], title: string): CodeFix[] {
  const wanted = title.trim().toLowerCase();
  const exact = fixes.filter((fix) => fix.title.toLowerCase() === wanted);
  return exact.length > 0 ? exact : fixes.filter((fix) => fix.title.toLowerCase().includes(wanted));
}

function listFixes(fixes: readonly CodeFix[], what: string, path: string): ToolResult {
  const lines = wordFixes(fixes);
  return {
    output: `${markUntrusted('code', lines.join('\n'))}\n${what}`,
    display: { type: 'list', path, count: fixes.length, truncated: false },
  };
}

function wordFixes(fixes: readonly CodeFix[]): string[] {
  const lines = fixes.map(({ title, line, problem }) => {
    const where = line === undefined ? 'whole file' : line + 1;
    return oneLine(`${where}: ${title}${problem === undefined ? '' : `  (${joinLines(problem)})`}`);
  });
  const shown = fitLines([...new Set(lines)], MAX_FIX_BYTES);
  if (shown.length < new Set(lines).size) shown.push('[More: name a line.]');
  return shown;
}

function nothing(output: string): ToolResult {
  return { output, display: { type: 'edits', files: 0, accepted: 0 } };
}
