import { formatList } from './format.ts';

/** What folders are called, by their URIs. */
export function folderNames(uris: readonly string[]): string {
  return formatList(uris.map(nameOf));
}

function nameOf(uri: string): string {
  const parts = uri.split('/').filter(Boolean);
  const last = parts.at(-1) ?? uri;
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
