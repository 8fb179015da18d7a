import * as vscode from 'vscode';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import type { Attachment } from '../../agent/events/events.ts';
import type { Place } from '../../gate/judge.ts';
import { isSecret } from '../../gate/sensitivePaths.ts';
import { truncate } from '../../util/text/truncate.ts';
import { isVirtual, virtualPath } from '../workspace/virtualFolders.ts';

/** A file up to this size goes along whole; of a larger one the model reads what it needs. */
export const FILE_LIMIT_BYTES = 16 * 1024;
/** A longer selection is cut at a line. */
const SELECTION_LIMIT_CHARACTERS = 64 * 1024;

type SelectionAttachment = Extract<Attachment, { type: 'selection' }>;

/** The selection of an editor, or else its file. Undefined where the model could not read it: in output, settings, diffs. */
export async function attachmentOf(
  editor: vscode.TextEditor | undefined,
  workspace: Workspace,
  selection = editor?.selection,
): Promise<Attachment | undefined> {
  if (!editor || !selection) return undefined;
  const { document } = editor;
  const { uri } = document;
  const shown = isVirtual() ? virtualPath(uri) : await diskPath(uri, workspace);
  if (shown === undefined) return undefined;
  return selection.isEmpty ? fileOf(document, shown) : selectionOf(document, shown, selection);
}

async function diskPath(uri: vscode.Uri, workspace: Workspace): Promise<string | undefined> {
  return uri.scheme === 'file' ? (await workspace.resolve(uri.fsPath)).path : undefined;
}

/** As attachmentOf, once the user has agreed to it where the file may hold keys. */
export async function chosenAttachment(
  ...chosen: Parameters<typeof attachmentOf>
): Promise<Attachment | 'refused' | undefined> {
  const attachment = await attachmentOf(...chosen);
  const [, workspace] = chosen;
  if (!attachment || !('path' in attachment)) return attachment;
  return (await mayAttach(workspace, attachment.path)) ? attachment : 'refused';
}

/** Whether a file may go along with a prompt: of one that may hold keys, or that is kept from Kimi, the user says so. */
export async function mayAttach(workspace: Workspace, named: string): Promise<boolean> {
  const place = await placeOf(workspace, named);
  if (!isGuarded(place)) return true;
  const attach = vscode.l10n.t('Attach');
  const question = place.excluded
    ? vscode.l10n.t('.kimiignore keeps {0} from Kimi. Attach it all the same?', place.path)
    : vscode.l10n.t('{0} may hold keys or passwords. Attach it all the same?', place.path);
  return (await vscode.window.showWarningMessage(question, { modal: true }, attach)) === attach;
}

/** The whole file, where it is small. */
export function fileOf(document: vscode.TextDocument, shown: string): Attachment {
  const text = document.getText();
  const small = Buffer.byteLength(text) <= FILE_LIMIT_BYTES;
  return { type: 'file', path: shown, language: document.languageId, ...(small ? { text } : {}) };
}

/** Whole lines, so that line numbers say exactly what is attached. */
export function selectionOf(
  document: vscode.TextDocument,
  shown: string,
  selection: vscode.Range,
): SelectionAttachment {
  const start = selection.start.line;
  const ends =
    selection.end.character === 0 && selection.end.line > start ? selection.end.line - 1 : selection.end.line;
  const range = new vscode.Range(new vscode.Position(start, 0), document.lineAt(ends).range.end);
  const text = cutAtLine(document.getText(range).replaceAll('\r\n', '\n'));
  return {
    type: 'selection',
    path: shown,
    startLine: start + 1,
    endLine: start + text.split('\n').length,
    language: document.languageId,
    text,
  };
}

/** Where there is no disk, a name is all that is known. */
async function placeOf(workspace: Workspace, named: string): Promise<Place> {
  return isVirtual() ? { path: named, real: named, inside: true } : await workspace.resolve(named);
}

function isGuarded({ path, real, excluded }: Place): boolean {
  return excluded === true || isSecret(path) || isSecret(real);
}

function cutAtLine(text: string): string {
  if (text.length <= SELECTION_LIMIT_CHARACTERS) return text;
  const end = text.lastIndexOf('\n', SELECTION_LIMIT_CHARACTERS);
  return truncate(text, end > 0 ? end : SELECTION_LIMIT_CHARACTERS);
}

/** What the panel offers to attach. Calls back once the user rests, with what changed. */
export class OfferedAttachment implements vscode.Disposable {
  current: Attachment | undefined;
  private readonly workspace: Workspace;
  private readonly onChange: () => void;
  private readonly listeners: vscode.Disposable;
  private timer: NodeJS.Timeout | undefined;

  constructor(workspace: Workspace, onChange: () => void) {
    this.workspace = workspace;
    this.onChange = onChange;
    this.listeners = vscode.Disposable.from(
      vscode.window.onDidChangeActiveTextEditor(() => this.refreshSoon()),
      vscode.window.onDidChangeTextEditorSelection(() => this.refreshSoon()),
    );
  }

  async refresh(): Promise<void> {
    const found = await attachmentOf(vscode.window.activeTextEditor, this.workspace);
    // One click would send it.
    const guarded = found && 'path' in found && isGuarded(await placeOf(this.workspace, found.path));
    const next = guarded ? undefined : found;
    if (JSON.stringify(next) === JSON.stringify(this.current)) return;
    this.current = next;
    this.onChange();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.listeners.dispose();
  }

  private refreshSoon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), 150);
  }
}
