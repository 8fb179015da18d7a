import * as z from 'zod';
import type { Tool, ToolResult } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import { splitLines, withLf } from '../../util/text/lineEndings.ts';
import { fitLines, truncate } from '../../util/text/truncate.ts';
import { fileKind, wordBytes } from '../common/fileKind.ts';
import { resolveReadable } from '../common/resolveReadable.ts';
import { suggestSimilarPaths } from '../common/suggestSimilarPaths.ts';
import { showImage } from '../media/viewImage.ts';
import { isNotebook, readNotebook } from './notebook/readNotebook.ts';

const MAX_RESULT_BYTES = 50_000;
const MAX_LINE_LENGTH = 10_000;
const MAX_TEXT_BYTES = 10_000_000;

const schema = z.object({
  path: z.string().min(1).describe('Absolute or relative to the workspace'),
  start_line: z.int().min(1).optional().describe('First line, from 1'),
  end_line: z.int().min(1).optional().describe('Last line, inclusive'),
});

type Range = Pick<z.infer<typeof schema>, 'start_line' | 'end_line'>;

export function readFile(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'read_file',
    kind: 'read',
    description:
      'Read a text file, or a notebook by its cells. Each line comes as its number, a tab, and its text; the number and the tab are not part of the file. Long files come in parts: a note says where to go on.',
    schema,
    async run({ path, start_line, end_line }, context) {
      const file = await resolveReadable(workspace, path, context);
      const stat = await workspace.stat(file.absolutePath);
      if (!stat) throw new Error(await suggestSimilarPaths(workspace, file, context.signal));
      if (stat.type === 'folder') throw new Error(`${file.path} is a folder: use list_files.`);
      if (stat.size > MAX_TEXT_BYTES) throw new Error(wordTooLarge(file.path, stat.size));
      const bytes = await workspace.readBytes(file.absolutePath);
      const kind = fileKind(bytes);
      switch (kind.type) {
        case 'image':
          return await showImage(file.path, bytes, kind.mimeType, context);
        case 'video':
          throw new Error(`${file.path} is a video (${wordBytes(bytes.length)}), which cannot be read as text.`);
        case 'binary':
          throw new Error(`${file.path} is a binary file (${wordBytes(bytes.length)}), which cannot be read as text.`);
        case 'text':
          return readText(file, await workspace.readText(file.absolutePath, bytes), { start_line, end_line });
      }
    },
  };
}

function wordTooLarge(path: string, size: number): string {
  return (
    `${path} is too large to read (${wordBytes(size)}; the limit is ${wordBytes(MAX_TEXT_BYTES)}). ` +
    'Use search_text with this path, or run_command to see a part of it.'
  );
}

function readText(file: ResolvedPath, text: string, range: Range): ToolResult {
  if (!isNotebook(file.path)) return readLines(file, text, range);
  try {
    return readNotebook(file.path, text, range.start_line, range.end_line);
  } catch (error) {
    if (error instanceof SyntaxError) return readLines(file, text, range); // No JSON: something else by that name.
    throw error;
  }
}

function readLines({ path }: ResolvedPath, text: string, { start_line = 1, end_line }: Range): ToolResult {
  const lfText = withLf(text.replace(/^\uFEFF/, ''));
  const lines = splitLines(lfText);
  const total = lines.length;
  const end = Math.min(end_line ?? total, total);
  if (total === 0) return { output: `${path} is empty.`, display: fileDisplay(path, 0, 0, 0) };
  if (start_line > total) throw new Error(`${path} has only ${total} lines; line ${start_line} is past its end.`);
  if (end < start_line) throw new Error(`end_line ${end_line} is before start_line ${start_line}.`);

  const numbered = lines.slice(start_line - 1, end).map((line, index) => `${start_line + index}\t${cutLine(line)}`);
  const shown = fitLines(numbered, MAX_RESULT_BYTES);
  const last = start_line + shown.length - 1;
  const notes: string[] = [];
  if (last < end) notes.push(`[Lines ${start_line}-${last} of ${total}. Go on with start_line ${last + 1}.]`);
  else if (start_line > 1 || last < total) notes.push(`[Lines ${start_line}-${last} of ${total}.]`);
  if (last === total && !lfText.endsWith('\n')) notes.push('[No line end after the last line.]');
  return { output: [...shown, ...notes].join('\n'), display: fileDisplay(path, start_line, last, total) };
}

function cutLine(line: string): string {
  if (line.length <= MAX_LINE_LENGTH) return line;
  const cut = truncate(line, MAX_LINE_LENGTH);
  return `${cut} [line cut: ${line.length - cut.length} more characters]`;
}

function fileDisplay(path: string, startLine: number, endLine: number, totalLines: number): ToolResult['display'] {
  return { type: 'file', path, startLine, endLine, totalLines };
}
