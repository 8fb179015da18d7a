import * as z from 'zod';
import type { Tool, ToolContext, ToolResult } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { fitSize, MAX_LONG_SIDE, MAX_SHORT_SIDE, type Size } from '../../shared/imageSizeLimit.ts';
import { fileKind, wordBytes } from '../common/fileKind.ts';
import { resolveReadable } from '../common/resolveReadable.ts';
import { suggestSimilarPaths } from '../common/suggestSimilarPaths.ts';
import { imageSize } from './imageSize.ts';
import { isWholeImage } from './isWholeImage.ts';

/** Bytes of an image file that is opened at all, and of one that is shown. */
const MAX_FILE_BYTES = 50_000_000;
const MAX_IMAGE_BYTES = 5_000_000;

const schema = z.object({
  path: z.string().min(1).describe('png, jpeg, webp or gif'),
});

export function viewImage(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'view_image',
    kind: 'read',
    shows: 'image',
    description: 'Look at an image file.',
    schema,
    async run({ path }, context) {
      const file = await resolveReadable(workspace, path, context);
      const stat = await workspace.stat(file.absolutePath);
      if (!stat) throw new Error(await suggestSimilarPaths(workspace, file, context.signal));
      if (stat.type === 'folder') throw new Error(`${file.path} is a folder, not an image.`);
      if (stat.size > MAX_FILE_BYTES) throw new Error(wordTooLarge(file.path, stat.size, MAX_FILE_BYTES));
      const bytes = await workspace.readBytes(file.absolutePath);
      const kind = fileKind(bytes);
      if (kind.type !== 'image') throw new Error(`${file.path} is not an image of a kind that can be shown.`);
      return await showImage(file.path, bytes, kind.mimeType, context);
    },
  };
}

/** The result that shows an image, scaled down where it is larger than recommended. Throws where that cannot be done. */
export async function showImage(
  path: string,
  bytes: Uint8Array,
  mimeType: string,
  context: ToolContext,
): Promise<ToolResult> {
  const size = imageSize(bytes, mimeType);
  const fitting = size && fitSize(size);
  const shown = size && fitting && fitting.width < size.width ? await shrink(path, bytes, mimeType, fitting) : bytes;
  if (shown.length > MAX_IMAGE_BYTES) throw new Error(wordTooLarge(path, shown.length, MAX_IMAGE_BYTES));
  if (shown === bytes && !isWholeImage(bytes, mimeType))
    throw new Error(`${path} is damaged or cut off: no server can read it as ${mimeType}.`);
  const blob = await context.keep(shown);
  const scaled = shown === bytes || !size || !fitting ? '' : `, scaled from ${wordSize(size)} to ${wordSize(fitting)}`;
  return {
    output: [
      { type: 'image', mimeType, blob },
      { type: 'text', text: `${path} (${mimeType}, ${wordBytes(shown.length)}${scaled})` },
    ],
    display: { type: 'image', path, mimeType, blob },
  };
}

async function shrink(path: string, bytes: Uint8Array, mimeType: string, size: Size): Promise<Uint8Array> {
  const { shrinkImage } = await import('./shrinkImage.ts');
  try {
    return shrinkImage(bytes, mimeType, size);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${path} is larger than ${MAX_LONG_SIDE}x${MAX_SHORT_SIDE} pixels and could not be scaled down: ${reason}`,
      { cause: error },
    );
  }
}

function wordTooLarge(path: string, bytes: number, limit: number): string {
  return `${path} is an image of ${wordBytes(bytes)}; at most ${wordBytes(limit)} can be shown.`;
}

function wordSize({ width, height }: Size): string {
  return `${width}x${height}`;
}
