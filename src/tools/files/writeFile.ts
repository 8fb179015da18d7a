import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { dominantEnding, splitLines, toLf, withLf } from '../../util/text/lineEndings.ts';
import { currentText } from '../common/currentText.ts';
import { proposeEdit } from '../common/proposeEdit.ts';
import { refuseFolderName } from '../common/refuseFolderName.ts';
import { refuseNotebook } from './notebook/readNotebook.ts';

const schema = z.object({
  path: z.string().min(1).describe('Absolute or relative to the workspace'),
  content: z.string().describe('The whole text of the file'),
});

export function writeFile(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'write_file',
    kind: 'edit',
    description: 'Create a file, with its folders, or replace its whole text. To change parts of a file use edit_file.',
    schema,
    async run({ path, content }, context) {
      const file = await workspace.resolve(path);
      const before = await currentText(workspace, file, context);
      if (before === null) refuseFolderName(path);
      else refuseNotebook(file.path);
      const after = before === null ? content : inStyleOf(before, content);
      if (after !== before) return proposeEdit(file, before, after, context);
      const lines = splitLines(withLf(after)).length;
      return {
        output: `${file.path} already has exactly this content: nothing to change.`,
        display: { type: 'file', path: file.path, startLine: Math.min(1, lines), endLine: lines, totalLines: lines },
      };
    },
  };
}

/** With the byte order mark and the line endings that the file had. */
function inStyleOf(before: string, content: string): string {
  const mark = before.startsWith('\uFEFF') && !content.startsWith('\uFEFF') ? '\uFEFF' : '';
  const hasLines = /[\r\n]/.test(before);
  return mark + (hasLines ? withLf(content).replaceAll('\n', dominantEnding(toLf(before))) : content);
}
