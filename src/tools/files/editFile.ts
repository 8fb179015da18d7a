import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import { isSecret } from '../../gate/sensitivePaths.ts';
import { currentText } from '../common/currentText.ts';
import { proposeEdit } from '../common/proposeEdit.ts';
import { refuseFolderName } from '../common/refuseFolderName.ts';
import { suggestSimilarPaths } from '../common/suggestSimilarPaths.ts';
import { type Applied, applyReplacements, type Failure } from './matching/applyReplacements.ts';
import { refuseNotebook } from './notebook/readNotebook.ts';

const schema = z.object({
  path: z.string().min(1).describe('Absolute or relative to the workspace'),
  edits: z
    .array(
      z.object({
        old_text: z.string().describe('Quoted exactly, with indentation, without line numbers'),
        new_text: z.string(),
        all: z.boolean().optional().describe('Replace every occurrence'),
      }),
    )
    .min(1),
});

export function editFile(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'edit_file',
    kind: 'edit',
    description:
      'Replace parts of a file. Each old_text must occur exactly once (quote enough lines around it) unless all is true. Edits apply in order, each to the result of the ones before; those that do not fit are reported, the others are proposed. Read the file first.',
    schema,
    async run({ path, edits }, context) {
      const file = await workspace.resolve(path);
      refuseNotebook(file.path);
      const before = await currentText(workspace, file, context);
      if (before === null && edits[0]?.old_text !== '') {
        throw new Error(await suggestSimilarPaths(workspace, file, context.signal));
      }
      if (before === null) refuseFolderName(path);
      const applied = applyReplacements(before ?? '', edits);
      const quotes = mayQuote(file);
      const failures = reportFailures(file, applied.failures, edits.length, quotes);
      if (applied.failures.length === edits.length) throw new Error(`${failures}\nNothing was changed.`);
      if (applied.text === before) {
        throw new Error(
          `The edits that fit cancel each other out: ${file.path} would stay as it is.\n${failures}`.trim(),
        );
      }
      const said = remarks(applied, failures, edits.length);
      return await proposeEdit(file, before, applied.text, context, said.length > 0 ? said.join('\n') : undefined);
    },
  };
}

/** A reason quotes the file, and what cannot be read without the user's consent is not shown by a failure either. */
function mayQuote({ path, real, inside, excluded }: ResolvedPath): boolean {
  return inside && !excluded && !isSecret(path) && !isSecret(real);
}

function reportFailures(file: ResolvedPath, failures: readonly Failure[], edits: number, quotes: boolean): string {
  const unquoted = file.inside
    ? `does not fit. Read it first: ${file.path} is shown with the person's consent only.`
    : `does not fit. Read it first: ${file.path} is outside the workspace.`;
  const reasons = failures.map(({ index, reason }) => `edits[${index}]: ${quotes ? reason : unquoted}`);
  if (reasons.length > 0 && edits > 1 && quotes) reasons.push('(Line numbers are those after the edits before.)');
  return reasons.join('\n');
}

/** What the model should know of the edits beside what became of the file. */
function remarks(applied: Applied, failures: string, edits: number): string[] {
  if (failures === '') return [...applied.notes];
  const failed = new Set(applied.failures.map(({ index }) => index));
  const proposed = Array.from({ length: edits }, (_, index) => index).filter((index) => !failed.has(index));
  const names = proposed.map((index) => `edits[${index}]`).join(', ');
  return [
    ...applied.notes,
    `The proposal held ${names}. The others do not fit; correct and send only those:\n${failures}`,
  ];
}
