import type { Draft } from '../state/Draft.ts';
import type { Host } from '../state/host.ts';
import { t } from '../words/l10n.ts';
import { attachFiles, filesIn } from './attachFiles.ts';

/** A text that is longer than either is attached, and does not fill the input. */
const LONG_CHARACTERS = 4_000;
const LONG_LINES = 100;
/** No context window holds more beside the conversation. */
const MAX_CHARACTERS = 400_000;
const MAX_URIS = 20;

/** Whether what is pasted becomes attachments: files, and long texts. */
export function takePaste(transfer: DataTransfer | null, host: Host, draft: Draft): boolean {
  if (takeFiles(transfer, host, draft)) return true;
  const text = (transfer?.getData('text/plain') ?? '').replaceAll('\r\n', '\n');
  if (text.length <= LONG_CHARACTERS && text.split('\n', LONG_LINES + 1).length <= LONG_LINES) return false;
  if (text.length > MAX_CHARACTERS) {
    draft.complain(t('That text is too long to attach. Save it in a file of the project and mention it with @.'));
  } else {
    draft.attach({ type: 'data', source: 'paste', name: '', text });
  }
  return true;
}

/** Whether what is dropped becomes attachments: what VS Code's Explorer and tabs hand over, and files of the system. */
export function takeDrop(transfer: DataTransfer | null, host: Host, draft: Draft): boolean {
  const uris = urisIn(transfer);
  if (uris.length === 0) return takeFiles(transfer, host, draft);
  host.post({ type: 'attachUris', uris: uris.slice(0, MAX_URIS) });
  return true;
}

export function holdsAttachments({ types }: DataTransfer): boolean {
  return ['Files', ...URI_LISTS, RESOURCES].some((type) =>
    types.some((held) => held.toLowerCase() === type.toLowerCase()),
  );
}

function takeFiles(transfer: DataTransfer | null, host: Host, draft: Draft): boolean {
  const files = filesIn(transfer);
  if (files.length > 0) void attachFiles(files, host, draft);
  return files.length > 0;
}

const URI_LISTS = ['application/vnd.code.uri-list', 'text/uri-list'];
/** What VS Code's own drags hold, as a JSON array of URIs. */
const RESOURCES = 'resourceurls';

/** Of files, in VS Code's own terms. */
function urisIn(transfer: DataTransfer | null): string[] {
  const lines = URI_LISTS.flatMap((type) => transfer?.getData(type).split(/\r?\n/) ?? []);
  const found = [...lines, ...resourcesIn(transfer?.getData(RESOURCES) ?? '')];
  return [...new Set(found.filter((uri) => /^(file|vscode-remote):\/\//.test(uri)))];
}

function resourcesIn(json: string): string[] {
  try {
    const parsed: unknown = JSON.parse(json);
    return Array.isArray(parsed) ? parsed.filter((uri) => typeof uri === 'string') : [];
  } catch {
    return [];
  }
}
