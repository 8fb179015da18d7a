import { fileKind } from '../../src/tools/common/fileKind.ts';
import { isWholeImage } from '../../src/tools/media/isWholeImage.ts';
import { asObject, firstProblem } from './json.ts';

/** What of media a server takes. */
export interface MediaRules {
  video: boolean;
  /** What is wrong with a reference to an uploaded file, or nothing. */
  checkReference(url: string, kind: 'image' | 'video'): string | undefined;
}

/** Moonshot's quickstart names the first four; its vision guide adds the others. SVG is refused (vercel/ai moonshotai). */
const IMAGE_FORMATS = ['png', 'jpeg', 'webp', 'gif', 'bmp', 'heic', 'heif'];
const DECODED = ['image/png', 'image/jpeg', 'image/gif', 'image/webp'];
const VIDEO_FORMATS = [
  'mp4',
  'mpeg',
  'mov',
  'quicktime',
  'avi',
  'x-msvideo',
  'x-flv',
  'mpg',
  'webm',
  'wmv',
  'x-ms-wmv',
  '3gpp',
];

/** Images and videos are for what a user or a tool shows the model. */
const MEDIA_ROLES = ['user', 'tool'];

/** What is wrong with the parts of the message at `position`, or nothing. */
export function checkParts(parts: unknown[], position: number, role: string, rules: MediaRules): string | undefined {
  return firstProblem(parts, (value) => {
    const part = asObject(value);
    const type = String(part?.type);
    if (part && type === 'text') {
      if (typeof part.text !== 'string') return `Invalid request: text must be a string at position ${position}`;
      return part.text === '' ? 'text content is empty' : undefined;
    }
    if (part && (type === 'image_url' || (type === 'video_url' && rules.video)) && MEDIA_ROLES.includes(role)) {
      return checkMedia(type, part[type], rules);
    }
    return `the message at position ${position} with role '${role}' contains an invalid part type: ${type}`;
  });
}

/** Media comes as a base64 data URL or as an uploaded file, never by address (Moonshot quickstart, vision guide). */
function checkMedia(type: 'image_url' | 'video_url', value: unknown, rules: MediaRules): string | undefined {
  const kind = type === 'image_url' ? 'image' : 'video';
  const url = typeof value === 'string' ? value : asObject(value)?.url;
  if (typeof url !== 'string' || url === '') return `Invalid request: ${type} must have a url`;
  if (url.startsWith('ms://')) return rules.checkReference(url, kind);
  const data = /^data:([^;,]*)(;base64)?,/.exec(url);
  if (!data?.[2]) return `Invalid request: unsupported ${kind} url: ${url.slice(0, 200)}`;
  const format = data[1] ?? '';
  const formats = kind === 'image' ? IMAGE_FORMATS : VIDEO_FORMATS;
  if (!formats.some((name) => format === `${kind}/${name}`)) {
    return `Invalid request: unsupported ${kind} format: ${format}`;
  }
  const bytes = Buffer.from(url.slice(data[0].length), 'base64');
  return kind === 'video' || isImage(bytes, format) ? undefined : 'Invalid request: failed to decode image';
}

/** Whether it is a whole image of the type that its address says, where that is one of the types that are looked into. */
function isImage(bytes: Uint8Array, mimeType: string): boolean {
  if (!DECODED.includes(mimeType)) return bytes.length > 0;
  const found = fileKind(bytes);
  return found.type === 'image' && found.mimeType === mimeType && isWholeImage(bytes, mimeType);
}
