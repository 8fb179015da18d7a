/** What a file's first bytes say it is. Images and videos are those that Kimi takes (Moonshot quickstart). */
export type FileKind = { type: 'text' } | { type: 'image' | 'video'; mimeType: string } | { type: 'binary' };

/** As git does: a NUL among so many first bytes makes a file binary. */
const SNIFFED_BYTES = 8000;

export function fileKind(bytes: Uint8Array): FileKind {
  const head = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  const image = imageType(head);
  if (image) return { type: 'image', mimeType: image };
  const video = videoType(head);
  if (video) return { type: 'video', mimeType: video };
  return { type: bytes.subarray(0, SNIFFED_BYTES).includes(0) ? 'binary' : 'text' };
}

function imageType(head: string): string | undefined {
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (head.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (head.startsWith('GIF87a') || head.startsWith('GIF89a')) return 'image/gif';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'image/webp';
  return undefined;
}

/** Under the names that the quickstart gives the formats: mp4, mpeg, mov, avi, x-flv, webm, wmv, 3gpp. */
function videoType(head: string): string | undefined {
  const box = head.slice(4, 8);
  if (box === 'ftyp') return isoVideoType(head.slice(8, 12));
  if (box === 'moov' || box === 'wide') return 'video/mov';
  if (head.startsWith('\x1a\x45\xdf\xa3') && head.includes('webm')) return 'video/webm';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'AVI ') return 'video/avi';
  if (head.startsWith('FLV\x01')) return 'video/x-flv';
  if (head.startsWith('\x30\x26\xb2\x75\x8e\x66\xcf\x11')) return 'video/wmv';
  if (head.startsWith('\x00\x00\x01\xba') || head.startsWith('\x00\x00\x01\xb3')) return 'video/mpeg';
  return undefined;
}

/** Pictures and sound come in the same boxes, told apart by their brand. */
function isoVideoType(brand: string): string | undefined {
  if (brand === 'qt  ') return 'video/mov';
  if (brand.startsWith('3g')) return 'video/3gpp';
  return /^(hei|hev|mif|msf|avi[fs]|M4A|M4B|crx)/.test(brand) ? undefined : 'video/mp4';
}

/** A name that such an image or video usually has; only the bytes say what it is. */
export function isMediaName(name: string): boolean {
  return /\.(png|jpe?g|gif|webp|mp4|m4v|mpe?g|mov|avi|flv|webm|wmv|3g(pp?|2))$/i.test(name);
}

export function wordBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
