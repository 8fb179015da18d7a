import * as vscode from 'vscode';
import { megabytes } from '../../../agent/contracts/media.ts';
import { otherNamesOf } from '../../../session/edits/realPath.ts';
import { LocalizedError } from '../../../session/localizedError.ts';
import { readRegularFile, statEntry } from '../regularFile.ts';

/** Larger texts are refused: neither the model nor a diff editor can work with them whole, and VS Code opens none over 50 MB. */
const TEXT_LIMIT_BYTES = 20_000_000;

/** A file on disk as VS Code reads it. */
export interface FileText {
  text: string;
  /** As VS Code names it: `utf8bom`, `windows1252`. */
  encoding: string;
  /** The text gives the same bytes again. */
  lossless: boolean;
}

/** Throws for what is not a file, for binary files and those over the limit. */
export async function readFileText(file: string): Promise<FileText> {
  const found = await statEntry(file);
  if (found?.type === 'folder') throw new Error(`${file} is a folder.`);
  if (found && found.size > TEXT_LIMIT_BYTES) {
    const [size, limit] = [found.size, TEXT_LIMIT_BYTES].map(megabytes);
    throw new Error(`${file} has ${size}; files over ${limit} are not read. Work on it with run_command.`);
  }
  return await decodeFile(file, await readRegularFile(file));
}

/** Throws for binary files. */
export async function decodeFile(file: string, bytes: Uint8Array): Promise<FileText> {
  return decodeUtf8(vscode.Uri.file(file), bytes) ?? (await decode(file, bytes));
}

/** The bytes that VS Code would save. Throws where the encoding does not have every character. */
export async function encodeText(text: string, encoding: string): Promise<Uint8Array> {
  if (encoding === 'utf8') return Buffer.from(text);
  if (encoding === 'utf8bom') return Buffer.from(`\uFEFF${text}`);
  const bytes = await vscode.workspace.encode(text, { encoding });
  const kept = withoutMark(await vscode.workspace.decode(bytes, { encoding }));
  if (kept === text) return bytes;
  const lost = wordLost(text, kept);
  throw new LocalizedError(
    `The file's encoding, ${encoding}, has no ${lost}: use other characters.`,
    vscode.l10n.t('The file’s encoding, {0}, has no {1}: use other characters.', encoding, lost),
  );
}

/** The encoding that the settings give to a file that is not there yet. */
export async function encodeNewFile(text: string, uri: vscode.Uri): Promise<Uint8Array> {
  const bytes = await vscode.workspace.encode(text, { uri });
  const kept = withoutMark(await vscode.workspace.decode(bytes, { uri }));
  if (kept === withoutMark(text)) return bytes;
  const lost = wordLost(text, kept);
  throw new LocalizedError(
    `The encoding that files.encoding names has no ${lost}: use other characters.`,
    vscode.l10n.t('The encoding that files.encoding names has no {0}: use other characters.', lost),
  );
}

/**
 * Bytes that an editor reads as exactly this text, whatever encoding the settings name for such a file: with a mark where they
 * name another than UTF-8.
 */
export function bytesForEditor(text: string, uri: vscode.Uri): Uint8Array {
  return Buffer.from(namesUtf8(uri) ? text : `\uFEFF${text}`);
}

/** The text of bytes that an editor saved which had loaded bytesForEditor. */
export function textFromEditor(bytes: Uint8Array): string {
  return withoutMark(Buffer.from(bytes).toString('utf8'));
}

/** Whether the settings have such a file read as UTF-8 without further ado. */
function namesUtf8(uri: vscode.Uri): boolean {
  const files = vscode.workspace.getConfiguration('files', uri);
  return isUtf8(files.get('encoding', 'utf8')) && !files.get('autoGuessEncoding', false);
}

function wordLost(text: string, kept: string): string {
  const others = [...kept];
  const lost = [...text].find((character, index) => character !== others[index]) ?? '';
  const code = (lost.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `“${lost}” (U+${code})`;
}

/**
 * Most files are UTF-8, and for those the window is not asked: its answer waits behind its drawing. Undefined where the settings
 * or an editor name another encoding, or the bytes are not UTF-8 text.
 */
function decodeUtf8(uri: vscode.Uri, bytes: Uint8Array): FileText | undefined {
  if (!namesUtf8(uri) || bytes.includes(0)) return undefined;
  if (!isUtf8(openDocument(uri)?.encoding ?? 'utf8')) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const marked = text.startsWith('\uFEFF');
    return { text: withoutMark(text), encoding: marked ? 'utf8bom' : 'utf8', lossless: true };
  } catch {
    return undefined;
  }
}

async function decode(file: string, bytes: Uint8Array): Promise<FileText> {
  const uri = vscode.Uri.file(file);
  let encoding: string;
  try {
    ({ encoding } = openDocument(uri) ?? (await vscode.workspace.openTextDocument(uri)));
  } catch {
    throw new Error(`${file} is a binary file (${bytes.length} bytes): it has no text.`);
  }
  const text = withoutMark(await vscode.workspace.decode(bytes, { encoding }));
  const again = await encodeText(text, encoding).catch(() => undefined);
  return { text, encoding, lossless: again !== undefined && Buffer.compare(bytes, again) === 0 };
}

/** The document that editors have of a file: the one with unsaved changes, by whatever name of the file it was opened. */
export function openDocument(uri: vscode.Uri): vscode.TextDocument | undefined {
  const { textDocuments } = vscode.workspace;
  const isName = otherNamesOf(uri.fsPath);
  const unsaved = textDocuments.find(({ isDirty, uri: own }) => isDirty && own.scheme === 'file' && isName(own.fsPath));
  return unsaved ?? textDocuments.find((document) => document.uri.toString() === uri.toString());
}

function isUtf8(encoding: string): boolean {
  return encoding === 'utf8' || encoding === 'utf8bom';
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
