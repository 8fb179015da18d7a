import * as z from 'zod';
import type { Tool } from '../agent/tool.ts';
import type { ResolvedPath, Workspace } from '../agent/workspace.ts';
import { applyReplacements, type Replacement } from './applyReplacements.ts';
import { currentText } from './currentText.ts';
import { describeMissing } from './describeMissing.ts';
import { proposeEdit } from './proposeEdit.ts';

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
      'Replace parts of a file. Each old_text must occur exactly once (quote enough lines around it) unless all is true. Edits apply in order, each to the result of the ones before; if one fails, none is made. Read the file first.',
    schema,
    async run({ path, edits }, context) {
      const file = await workspace.resolve(path);
      const before = await currentText(workspace, file, context);
      if (before === null && edits[0]?.old_text !== '') {
        throw new Error(await describeMissing(workspace, file, context.signal));
      }
      const after = replaceIn(file, before ?? '', edits);
      if (after === before) throw new Error(`These edits cancel each other out: ${file.path} would stay as it is.`);
      return proposeEdit(file, before, after, context);
    },
  };
}

function replaceIn(file: ResolvedPath, text: string, edits: readonly Replacement[]): string {
  try {
    return applyReplacements(text, edits).text;
  } catch (error) {
    if (file.inside) throw error;
    // The report quotes the file, and reading outside the workspace needs the person's consent.
    throw new Error(`The edits do not fit ${file.path}. Read it first: it is outside the workspace.`, { cause: error });
  }
}
