import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { Diagnostic, Workspace } from '../../agent/contracts/workspace.ts';
import { fitLines } from '../../util/text/truncate.ts';
import { formatDiagnostic } from '../common/formatDiagnostic.ts';
import { resolveReadable } from '../common/resolveReadable.ts';
import { suggestSimilarPaths } from '../common/suggestSimilarPaths.ts';

const MAX_RESULT_BYTES = 20_000;

const schema = z.object({
  path: z.string().min(1).optional().describe('A file; default: the whole workspace'),
});

export function getDiagnostics(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'get_diagnostics',
    kind: 'read',
    returns: 'problems',
    description: "The errors and warnings of the editor's language tools, worst first.",
    schema,
    async run({ path }, context) {
      const file = path === undefined ? undefined : await resolveReadable(workspace, path, context);
      if (file && !(await workspace.stat(file.absolutePath))) {
        throw new Error(await suggestSimilarPaths(workspace, file, context.signal));
      }
      const found = await workspace.diagnostics(file?.absolutePath);
      const lines = found.toSorted((a, b) => RANK[a.severity] - RANK[b.severity]).map(formatDiagnostic);
      const shown = fitLines(lines, MAX_RESULT_BYTES);
      if (shown.length < lines.length) shown.push(`[${lines.length - shown.length} more. Name a path to see its own.]`);
      const count = (severity: Diagnostic['severity']) => found.filter((one) => one.severity === severity).length;
      if (lines.length === 0) shown.push('No problems are known to the editor.');
      // Language tools check open files for certain, and others only where they support it.
      if (!file) shown.push('[It may not have checked files that are not open: name a path to have it checked.]');
      return {
        output: shown.join('\n'),
        display: { type: 'diagnostics', errors: count('error'), warnings: count('warning') },
      };
    },
  };
}

const RANK = { error: 0, warning: 1, information: 2, hint: 3 } satisfies Record<Diagnostic['severity'], number>;
