import type { Draft } from '../state/Draft.ts';
import type { Host } from '../state/host.ts';
import { t } from '../words/l10n.ts';
import { scaledBytes } from './scaleImage.ts';

/** No endpoint takes a larger file (Moonshot's files API). */
const MAX_BYTES = 100_000_000;

/** For a file chooser. The host looks into the files all the same. */
export const ACCEPTED = 'image/png,image/jpeg,image/webp,image/gif';
export const ACCEPTED_VIDEO = `${ACCEPTED},video/*,.flv,.wmv,.3gp,.avi,.mpg,.mov`;

/** Sends files to the host, which answers with attachments or with what is wrong with them. */
export async function attachFiles(files: readonly File[], host: Host, draft: Draft): Promise<void> {
  for (const file of files) {
    if (file.size > MAX_BYTES) draft.complain(t('{0} is too large: at most 100 MB can be attached.', file.name));
    else host.post({ type: 'addMedia', name: file.name, data: await scaledBytes(file) });
  }
}

/** The files that are pasted or dropped. What is also text, such as cells of a table, is taken as text. */
export function filesIn(transfer: DataTransfer | null): File[] {
  return transfer?.types.includes('text/plain') ? [] : [...(transfer?.files ?? [])];
}
