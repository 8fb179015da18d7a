import type { ChangedText, CodeChange } from '../../agent/contracts/languages.ts';
import type { EditRequest, ToolContext, ToolResult } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { withLf } from '../../util/text/lineEndings.ts';
import { proposeAll } from '../common/proposeEdit.ts';
import { refuseNotebook } from '../files/notebook/readNotebook.ts';
import { applyTextEdits } from './textPositions.ts';

/** More could not be looked through. */
const MAX_FILES = 100;

/** Proposes what a language server would change, all files together. Undefined where nothing would change. */
export async function proposeChange(
  workspace: Workspace,
  change: CodeChange,
  context: ToolContext,
): Promise<ToolResult | undefined> {
  const count = change.files.length;
  if (count > MAX_FILES) {
    throw new Error(`This would change ${count} files, and ${MAX_FILES} can be proposed at once. Nothing was changed.`);
  }
  const requests: EditRequest[] = [];
  for (const file of change.files) requests.push(...(await asRequest(workspace, file, context)));
  const left = await wordLeft(workspace, change);
  const last = requests.at(-1);
  if (!last) return left === '' ? undefined : { output: left, display: { type: 'edits', files: 0, accepted: 0 } };
  if (left !== '') last.note = left;
  return await proposeAll(requests, context);
}

/** Nothing where the file would stay as it is. */
async function asRequest(
  workspace: Workspace,
  { path, before, edits }: ChangedText,
  context: ToolContext,
): Promise<EditRequest[]> {
  const file = await workspace.resolve(path);
  refuseNotebook(file.path);
  if ((await context.proposedText(file)) !== undefined) {
    throw new Error(`An edit of ${file.path} waits for the person: call this again once that is decided.`);
  }
  const current = (await workspace.stat(file.absolutePath)) ? await workspace.readText(file.absolutePath) : null;
  if ((current === null) !== (before === null) || withLf(current ?? '') !== withLf(before ?? '')) {
    throw new Error(`${file.path} is not what the language server has read of it: call this again.`);
  }
  const after = applyTextEdits(current ?? '', edits);
  return after === current ? [] : [{ type: 'edit', ...file, before: current, after }];
}

/** What the server would do beyond edits, for the model to do by itself. */
async function wordLeft(workspace: Workspace, { renamed, deleted }: CodeChange): Promise<string> {
  const name = async (path: string) => (await workspace.resolve(path)).path;
  const renames = renamed.map(async ({ from, to }) => `${await name(from)} to ${await name(to)} (rename_file)`);
  const deletions = deleted.map(async (path) => `delete ${await name(path)} (delete_file)`);
  const said = [...(await Promise.all(renames)).map((one) => `rename ${one}`), ...(await Promise.all(deletions))];
  return said.length === 0 ? '' : `Not done yet, and to be done next: ${said.join(', ')}.`;
}
