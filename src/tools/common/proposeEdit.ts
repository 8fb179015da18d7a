import type { EditRequest, ToolContext, ToolResult } from '../../agent/contracts/tool.ts';
import type { ResolvedPath } from '../../agent/contracts/workspace.ts';
import { describeEdit } from '../../agent/results/describeEdit.ts';
import { describeEdits, isAccepted } from '../../agent/results/describeEdits.ts';
import { markUntrusted } from '../../agent/results/markUntrusted.ts';
import { countChanges } from '../../util/text/countLineChanges.ts';
import { fitLines } from '../../util/text/truncate.ts';
import { refuseUnwanted } from './controlCharacters.ts';
import { formatDiagnostic } from './formatDiagnostic.ts';

const MAX_PROBLEM_BYTES = 4_000;

/**
 * Proposes a file's new text (`before` null: a new file), waits for the decision, and tells the model what is on disk. `note` is
 * what else the model has to know of the edit, whatever the decision.
 */
export async function proposeEdit(
  file: ResolvedPath,
  before: string | null,
  after: string,
  context: ToolContext,
  note?: string,
): Promise<ToolResult> {
  return await propose({ type: 'edit', ...file, before, after, ...(note === undefined ? {} : { note }) }, context);
}

/** Proposes any change of a file; see proposeEdit. */
export async function propose(request: EditRequest, context: ToolContext): Promise<ToolResult> {
  refuseUnwanted(request);
  const decision = await context.approve(request);
  const { path, before, after } = request;
  const said = [describeEdit({ ...request, ...countChanges(before, after) }, decision)];
  if (isAccepted(decision) && after !== null) said.push(...(await wordProblems(context)));
  return {
    output: said.join('\n'),
    display: { type: 'edit', path, decision: decision.type },
  };
}

/** Proposes changes of several files that belong together. */
export async function proposeAll(requests: readonly EditRequest[], context: ToolContext): Promise<ToolResult> {
  requests.forEach(refuseUnwanted);
  const decisions = await context.approveAll(requests);
  const edits = requests.flatMap((request, index) => {
    const decision = decisions[index];
    return decision ? [{ ...request, ...countChanges(request.before, request.after), decision }] : [];
  });
  const { output, display } = describeEdits(edits);
  const accepted = edits.some(({ decision }) => isAccepted(decision));
  return { output: [output, ...(accepted ? await wordProblems(context) : [])].join('\n'), display };
}

async function wordProblems(context: ToolContext): Promise<string[]> {
  const news = await context.newProblems();
  if (!news || news.problems.length === 0) return [];
  const lines = news.problems.map(formatDiagnostic);
  const shown = fitLines(lines, MAX_PROBLEM_BYTES);
  const more = lines.length > shown.length ? [`[${lines.length - shown.length} more: see get_diagnostics.]`] : [];
  const marked = markUntrusted('problems', shown.join('\n'));
  return [news.compared ? 'New problems:' : 'Problems there now:', marked, ...more];
}
