/** What a file's first bytes say it is. Images are those that Kimi sees (Moonshot quickstart: png, jpeg, webp, gif). */
export type FileKind = { type: 'text' } | { type: 'image'; mimeType: string } | { type: 'binary' };

/** As git does: a NUL among so many first bytes makes a file binary. */
const SNIFFED_BYTES = 8000;

export function fileKind(bytes: Uint8Array): FileKind {
  const mimeType = imageType(bytes);
  if (mimeType) return { type: 'image', mimeType };
  return { type: bytes.subarray(0, SNIFFED_BYTES).includes(0) ? 'binary' : 'text' };
}

function imageType(bytes: Uint8Array): string | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8) === 'WEBP') return 'image/webp';
  return undefined;
}

export function wordBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
