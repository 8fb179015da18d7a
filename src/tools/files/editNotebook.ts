import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { withLf } from '../../util/text/lineEndings.ts';
import { refuseControlCharacters } from '../common/controlCharacters.ts';
import { currentText } from '../common/currentText.ts';
import { proposeEdit } from '../common/proposeEdit.ts';
import { suggestSimilarPaths } from '../common/suggestSimilarPaths.ts';
import { NotebookText } from './notebook/notebookText.ts';
import { isNotebook } from './notebook/readNotebook.ts';

const schema = z.object({
  path: z.string().min(1),
  action: z.enum(['replace', 'insert', 'delete']),
  cell: z.int().min(1).describe('Of an inserted cell: the number that it gets'),
  source: z.string().optional(),
  kind: z.enum(['code', 'markdown']).optional().describe('Default: code'),
});

type Args = z.infer<typeof schema>;

export function editNotebook(workspace: Workspace): Tool<Args> {
  return {
    name: 'edit_notebook',
    kind: 'edit',
    description: 'Change one cell of a notebook. Numbers are those of read_file, and move with each edit.',
    schema,
    async run(args, context) {
      const file = await workspace.resolve(args.path);
      if (!isNotebook(file.path)) throw new Error(`${file.path} is not a notebook: use edit_file.`);
      const before = await currentText(workspace, file, context);
      if (before === null) throw new Error(await suggestSimilarPaths(workspace, file, context.signal));
      const notebook = new NotebookText(before);
      // In the file they are escaped; in the cell they are as little to be seen.
      const sources = notebook.cells.map((cell) => cell.source).join('\n');
      refuseControlCharacters(`cell ${args.cell} of ${file.path}`, sources, args.source ?? '');
      const after = changeCell(notebook, args);
      if (after === before) throw new Error(`Cell ${args.cell} of ${file.path} already has this text.`);
      return await proposeEdit(file, before, after, context);
    },
  };
}

function changeCell(notebook: NotebookText, { action, cell, source, kind = 'code' }: Args): string {
  const index = cell - 1;
  if (action === 'delete') return notebook.remove(index);
  if (source === undefined) throw new Error(`To ${action} a cell, give its source.`);
  if (action === 'replace') {
    const same = notebook.cells[index]?.source === withLf(source);
    return same ? notebook.text : notebook.replace(index, withLf(source));
  }
  if (index > notebook.cells.length) throw new Error(`The notebook has ${notebook.cells.length} cells.`);
  return notebook.insert(index, kind, withLf(source), randomUUID().slice(0, 8));
}
