import path from 'node:path';
import * as vscode from 'vscode';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { codePoint, unwantedCharacter } from '../../tools/common/controlCharacters.ts';
import type { EditorQueue } from '../review/editorQueue.ts';
import { shownUri } from '../review/proposalTabs.ts';
import { inform } from '../ui/messages.ts';

/**
 * Opens a file that the model or a card names, also by the end of its path alone; `line` is 1-based. Says so where nothing is
 * there.
 */
export async function openFile(
  editors: EditorQueue,
  workspace: Workspace,
  named: string,
  line?: number,
): Promise<void> {
  const { absolutePath, path: shown } = await workspace.resolve(named);
  const found = await workspace.stat(absolutePath);
  const uri = vscode.Uri.file(absolutePath);
  if (!found) {
    const elsewhere = await chooseEnding(workspace, named);
    if (elsewhere === 'none') inform(vscode.l10n.t('There is no file {0}.', shown));
    else if (elsewhere) await openFile(editors, workspace, elsewhere, line);
  } else if (found.type === 'folder') {
    await vscode.commands.executeCommand('revealInExplorer', uri);
  } else {
    const at = new vscode.Position(Math.max(0, (line ?? 1) - 1), 0);
    const options = line === undefined ? {} : { selection: new vscode.Range(at, at) };
    await editors.open('vscode.open', [uri, { preview: true, ...options }], (tab) => {
      return tab.isActive && shownUri(tab.input)?.toString() === uri.toString();
    });
  }
}

/** The file in the workspace whose path ends so, chosen by the user where there are several; undefined where they chose none. */
async function chooseEnding(workspace: Workspace, named: string): Promise<string | 'none' | undefined> {
  if (path.isAbsolute(named) || !/^[\w@.+\-/\\]+$/.test(named) || named.includes('..')) return 'none';
  const ending = named.replaceAll('\\', '/').replace(/^\.?\//, '');
  const uris = await vscode.workspace.findFiles(`**/${ending}`, undefined, 50);
  if (uris.length < 2) return uris[0]?.fsPath ?? 'none';
  const items = await Promise.all(
    uris.map(async ({ fsPath }) => ({ label: (await workspace.resolve(fsPath)).path, fsPath })),
  );
  return (await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Which {0}?', ending) }))?.fsPath;
}

/** Opens web links alone: the text that holds them was written by a model, and other schemes start programs with what it wrote. */
export async function openLink(href: string): Promise<void> {
  const uri = vscode.Uri.parse(href, true);
  if (['http', 'https'].includes(uri.scheme)) await vscode.env.openExternal(uri);
}

/** Opens code as an untitled document, in the language that its fence names, where VS Code knows one by that name. */
export async function openCode(editors: EditorQueue, text: string, fence: string): Promise<void> {
  const known = await vscode.languages.getLanguages();
  const wanted = LANGUAGES.get(fence.toLowerCase()) ?? fence.toLowerCase();
  const document = await vscode.workspace.openTextDocument({
    content: text,
    ...(known.includes(wanted) ? { language: wanted } : {}),
  });
  await editors.run(async () => await vscode.window.showTextDocument(document, { preview: false }));
}

/** VS Code's names of languages that fences name otherwise. */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ['bash', 'shellscript'],
  ['c++', 'cpp'],
  ['c#', 'csharp'],
  ['cs', 'csharp'],
  ['docker', 'dockerfile'],
  ['js', 'javascript'],
  ['jsx', 'javascriptreact'],
  ['md', 'markdown'],
  ['ps1', 'powershell'],
  ['py', 'python'],
  ['rb', 'ruby'],
  ['rs', 'rust'],
  ['sh', 'shellscript'],
  ['shell', 'shellscript'],
  ['ts', 'typescript'],
  ['tsx', 'typescriptreact'],
  ['yml', 'yaml'],
  ['zsh', 'shellscript'],
]);

export async function insertAtCursor(text: string): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) {
    inform(vscode.l10n.t('Open a file and put the cursor where the code belongs.'));
    return;
  }
  refuseUnseen(editor.document.getText(), text);
  const insert = () => editor.edit((edit) => edit.replace(editor.selection, text));
  // Refused where the text changed in the same moment: the second time builds on what it became.
  if (!(await insert()) && !(await insert()))
    throw new Error(
      vscode.l10n.t('VS Code did not insert the code into {0}. Try again.', path.basename(editor.document.fileName)),
    );
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/** Throws, in words for the user, where code from an answer would bring a character that cannot be seen. */
export function refuseUnseen(before: string, after: string): void {
  const found = unwantedCharacter(before, after);
  if (!found) return;
  throw new Error(
    vscode.l10n.t('The code has the character {0}, which cannot be seen. It was not applied.', codePoint(found.char)),
  );
}

/** The active file with its selection, or all of it, replaced by `text`. Undefined, with a message, where no file is active. */
export async function replaceInActiveFile(
  workspace: Workspace,
  text: string,
): Promise<{ absolutePath: string; before: string; after: string } | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.uri.scheme !== 'file') {
    inform(vscode.l10n.t('Open the file that the code belongs to, then apply it.'));
    return undefined;
  }
  const { document, selection } = editor;
  const absolutePath = path.normalize(document.uri.fsPath);
  const before = await workspace.readText(absolutePath);
  const code = document.eol === vscode.EndOfLine.CRLF ? text.replace(/\r?\n/g, '\r\n') : text;
  if (selection.isEmpty) return { absolutePath, before, after: code };
  const current = document.getText();
  const after =
    current.slice(0, document.offsetAt(selection.start)) + code + current.slice(document.offsetAt(selection.end));
  return { absolutePath, before, after };
}
