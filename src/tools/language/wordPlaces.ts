import type { CodePlace } from '../../agent/contracts/languages.ts';
import type { ToolContext } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { isSecret } from '../../gate/sensitivePaths.ts';
import { oneLine } from '../../util/text/oneLine.ts';
import { fitLines, truncate } from '../../util/text/truncate.ts';
import { linesOf } from './textPositions.ts';

const MAX_BYTES = 16_000;
const MAX_PLACES = 400;
const MAX_LINE_LENGTH = 240;

export interface WordedPlaces {
  lines: string[];
  /** How many places, and in how many files, those that are not among the lines included. */
  places: number;
  files: number;
}

/**
 * Places as lines that begin with `path:line`, with the text where the file may be read without asking; none of a file that
 * holds secrets. What does not fit is counted in a last line.
 */
export async function wordPlaces(
  workspace: Workspace,
  places: readonly CodePlace[],
  context: ToolContext,
): Promise<WordedPlaces> {
  const files = new CodeLines(workspace, context);
  const shown: { path: string; line: string }[] = [];
  let secret = 0;
  const wanted = unique(places);
  for (const place of wanted.slice(0, MAX_PLACES)) {
    context.signal.throwIfAborted();
    const { path, text } = await files.at(place);
    if (isSecret(path)) secret += 1;
    else shown.push({ path, line: oneLine(`${path}:${place.line + 1}${text}${wordWithin(place)}`) });
  }
  const lines = fitLines(
    shown.map(({ line }) => line),
    MAX_BYTES,
  );
  const more = wanted.length - secret - lines.length;
  if (more > 0) lines.push(`[${more} more, in ${countFiles(wanted)} files altogether.]`);
  return { lines, places: wanted.length - secret, files: new Set(shown.map(({ path }) => path)).size };
}

function wordWithin({ within }: CodePlace): string {
  return within ? `  (in ${within})` : '';
}

/** The texts of lines, each file read once. */
class CodeLines {
  private readonly workspace: Workspace;
  private readonly context: ToolContext;
  private readonly files = new Map<string, Promise<{ path: string; lines: string[] | undefined }>>();

  constructor(workspace: Workspace, context: ToolContext) {
    this.workspace = workspace;
    this.context = context;
  }

  async at({ path, line, isFile }: CodePlace): Promise<{ path: string; text: string }> {
    if (!isFile) return { path, text: ' (not a file on disk)' };
    const known = this.files.get(path) ?? this.read(path);
    this.files.set(path, known);
    const file = await known;
    if (!file.lines) return { path: file.path, text: ' (read_file asks the person for this file)' };
    return { path: file.path, text: `: ${truncate(file.lines[line]?.trim() ?? '', MAX_LINE_LENGTH)}` };
  }

  private async read(file: string): Promise<{ path: string; lines: string[] | undefined }> {
    const resolved = await this.workspace.resolve(file);
    const { path, absolutePath } = resolved;
    if (!(await this.context.mayRead(resolved))) return { path, lines: undefined };
    // What has no text any more has no lines either.
    const text = await this.workspace.readText(absolutePath).catch(() => '');
    return { path, lines: linesOf(text) };
  }
}

/** In the order of files and lines, those of one file together, each line once. */
function unique(places: readonly CodePlace[]): CodePlace[] {
  const order = [...new Set(places.map(({ path }) => path))];
  const sorted = places.toSorted((a, b) => order.indexOf(a.path) - order.indexOf(b.path) || a.line - b.line);
  return sorted.filter(({ path, line }, index) => {
    const before = sorted[index - 1];
    return before?.path !== path || before.line !== line;
  });
}

function countFiles(places: readonly CodePlace[]): number {
  return new Set(places.map(({ path }) => path)).size;
}
