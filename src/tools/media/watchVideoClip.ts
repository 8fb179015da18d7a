import * as z from 'zod';
import type { Tool, ToolContext, ToolResult } from '../../agent/contracts/tool.ts';
import type { ResolvedPath, Workspace } from '../../agent/contracts/workspace.ts';
import type { Display } from '../../agent/events/events.ts';
import { fileKind, wordBytes } from '../common/fileKind.ts';
import { resolveReadable } from '../common/resolveReadable.ts';
import { suggestSimilarPaths } from '../common/suggestSimilarPaths.ts';

/** Bytes of a video that is opened to be cut, and of one that is shown: Moonshot takes files of at most 100 MB. */
const MAX_FILE_BYTES = 1_000_000_000;
const MAX_VIDEO_BYTES = 100_000_000;

const schema = z.object({
  path: z.string().min(1).describe('mp4, mpeg, mov, avi, flv, webm, wmv or 3gpp'),
  start_time: z.number().min(0).optional().describe('Seconds; default: the beginning'),
  end_time: z.number().min(0).optional().describe('Seconds; default: the end'),
});

type Clip = z.infer<typeof schema>;

/** The tool of Moonshot's quickstart for kimi-k2.7-code. */
export function watchVideoClip(workspace: Workspace): Tool<Clip> {
  return {
    name: 'watch_video_clip',
    kind: 'read',
    shows: 'video',
    description: 'Watch a video file or a part of it.',
    schema,
    async run(clip, context) {
      const { start_time: start = 0, end_time: end } = clip;
      if (end !== undefined && end <= start) throw new Error(`end_time ${end} is not after start_time ${start}.`);
      const file = await resolveReadable(workspace, clip.path, context);
      const { bytes, mimeType } = await readVideo(workspace, file, context);
      const whole = clip.start_time === undefined && clip.end_time === undefined;
      if (whole) return await showVideo(file.path, bytes, mimeType, `Full video: ${file.path}`, context);
      const { cutVideo } = await import('./cutVideo.ts');
      const cut = await cutVideo(bytes, mimeType, start, end);
      if (!cut) {
        const text = `A ${mimeType} file cannot be cut, so this is the full video: ${file.path}`;
        return await showVideo(file.path, bytes, mimeType, text, context);
      }
      const [from, to] = [round(cut.start), round(cut.end)];
      const text = `Clip from ${file.path}: ${from}s - ${to}s of ${round(cut.duration)}s`;
      return await showVideo(file.path, cut.bytes, cut.mimeType, text, context, { from, to });
    },
  };
}

async function readVideo(
  workspace: Workspace,
  file: ResolvedPath,
  { signal }: ToolContext,
): Promise<{ bytes: Uint8Array; mimeType: string }> {
  const stat = await workspace.stat(file.absolutePath);
  if (!stat) throw new Error(await suggestSimilarPaths(workspace, file, signal));
  if (stat.type === 'folder') throw new Error(`${file.path} is a folder, not a video.`);
  if (stat.size > MAX_FILE_BYTES) {
    throw new Error(`${file.path} has ${wordBytes(stat.size)}; at most ${wordBytes(MAX_FILE_BYTES)} can be opened.`);
  }
  const bytes = await workspace.readBytes(file.absolutePath);
  const kind = fileKind(bytes);
  if (kind.type !== 'video') throw new Error(`${file.path} is not a video of a kind that can be shown.`);
  return { bytes, mimeType: kind.mimeType };
}

async function showVideo(
  path: string,
  bytes: Uint8Array,
  mimeType: string,
  text: string,
  context: ToolContext,
  part?: { from: number; to: number },
): Promise<ToolResult> {
  if (bytes.length > MAX_VIDEO_BYTES) {
    throw new Error(
      `${path} would be ${wordBytes(bytes.length)}; at most ${wordBytes(MAX_VIDEO_BYTES)} can be shown. Watch a shorter part.`,
    );
  }
  const display: Display = {
    type: 'video',
    path,
    ...(part ? { startSeconds: part.from, endSeconds: part.to } : {}),
  };
  const blob = await context.keep(bytes);
  return {
    output: [
      { type: 'video', mimeType, blob },
      { type: 'text', text },
    ],
    display,
  };
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
