import * as vscode from 'vscode';
import type {
  CodeChange,
  CodeFix,
  CodePlace,
  CodeSymbol,
  Languages,
  Relation,
  Spot,
} from '../../agent/contracts/languages.ts';
import { noLanguageServer } from '../../agent/contracts/noLanguageServer.ts';
import { findServedFile } from './availableLanguages.ts';
import { callAndTypeHierarchy } from './callAndTypeHierarchy.ts';
import { codeActions, codeActionsAt } from './codeActionsAt.ts';
import { documentSymbols } from './documentSymbols.ts';
import { executeProvider } from './executeProvider.ts';
import { Readiness, type ServedFile } from './readiness.ts';
import { workspaceEditTexts } from './workspaceEditTexts.ts';

/** Nothing of these is something that was not read yet, for certain: every symbol is defined, and so on. */
const NEVER_EMPTY: readonly Relation[] = ['definition', 'references'];

/** The language servers that VS Code runs, through the commands that it has for its extensions. */
export class VscodeLanguages implements Languages {
  private readonly readiness = new Readiness();
  private servedAny: Promise<boolean> | undefined;

  async serveAny(): Promise<boolean> {
    this.servedAny ??= findServedFile().then(
      (file) => file !== undefined,
      () => true, // The search failed: that tells nothing.
    );
    const served = await this.servedAny;
    // The next session may find what is not there yet.
    if (!served) this.servedAny = undefined;
    return served;
  }

  async symbols(path: string, signal: AbortSignal): Promise<CodeSymbol[]> {
    const { document, symbols } = await this.open(path, signal);
    return documentSymbols(symbols, document.uri);
  }

  async findSymbols(name: string, signal: AbortSignal): Promise<CodeSymbol[]> {
    // A server knows the project of a file that is open: of one at least.
    const file = await findServedFile();
    if (file === undefined) return [];
    const ask = async () =>
      (await executeProvider<vscode.SymbolInformation[]>(signal, 'vscode.executeWorkspaceSymbolProvider', name)) ?? [];
    if (file === 'unknown') return documentSymbols(await ask(), undefined);
    const { document } = await this.readiness.open(file.fsPath, signal);
    await loaded(document, new vscode.Position(0, 0), signal);
    return documentSymbols(await this.readiness.patiently(document, signal, ask), undefined);
  }

  async places(relation: Relation, spot: Spot, signal: AbortSignal): Promise<CodePlace[]> {
    const { document } = await this.open(spot.path, signal);
    const position = positionOf(spot);
    await loaded(document, position, signal);
    const ask = () => callAndTypeHierarchy(relation, document.uri, position, signal);
    return NEVER_EMPTY.includes(relation) ? await this.readiness.patiently(document, signal, ask) : await ask();
  }

  async hover(spot: Spot, signal: AbortSignal): Promise<string> {
    const { document } = await this.open(spot.path, signal);
    const position = positionOf(spot);
    await loaded(document, position, signal);
    const found = await executeProvider<vscode.Hover[]>(signal, 'vscode.executeHoverProvider', document.uri, position);
    return (found ?? [])
      .flatMap(({ contents }) => contents.map(wordHover))
      .join('\n\n')
      .trim();
  }

  async rename(spot: Spot, to: string, signal: AbortSignal): Promise<CodeChange> {
    const { document } = await this.open(spot.path, signal);
    const position = positionOf(spot);
    await loaded(document, position, signal);
    const command = 'vscode.executeDocumentRenameProvider';
    try {
      const edit = await executeProvider<vscode.WorkspaceEdit>(signal, command, document.uri, position, to);
      return edit ? await workspaceEditTexts(edit) : NO_CHANGE;
    } catch (error) {
      signal.throwIfAborted();
      throw new Error(`The language server does not rename it: ${error instanceof Error ? error.message : error}`);
    }
  }

  async fixes(path: string, line: number | undefined, signal: AbortSignal): Promise<CodeFix[]> {
    const { document, served } = await this.readiness.open(path, signal);
    const found = await codeActionsAt(document, line, signal);
    if (found.length === 0 && !served) throw noLanguageServer(path);
    return found;
  }

  async tidy(kind: 'organize_imports' | 'format', path: string, signal: AbortSignal): Promise<CodeChange> {
    const { document, served } = await this.readiness.open(path, signal);
    const change = kind === 'format' ? await format(document, signal) : await organizeImports(document, signal);
    if (!change && !served) throw noLanguageServer(path);
    return change ?? NO_CHANGE;
  }

  private async open(path: string, signal: AbortSignal): Promise<ServedFile> {
    const file = await this.readiness.open(path, signal);
    if (!file.served) throw noLanguageServer(path);
    return file;
  }
}

const NO_CHANGE: CodeChange = { files: [], renamed: [], deleted: [] };

/**
 * Resolves when the file's project is loaded, where that can be told: while it loads, VS Code's TypeScript has a second server
 * answer that knows open files alone, but no calls.
 */
async function loaded(document: vscode.TextDocument, position: vscode.Position, signal: AbortSignal): Promise<void> {
  await executeProvider(signal, 'vscode.prepareCallHierarchy', document.uri, position).catch(() =>
    signal.throwIfAborted(),
  );
}

async function format(document: vscode.TextDocument, signal: AbortSignal): Promise<CodeChange | undefined> {
  const editor = vscode.workspace.getConfiguration('editor', document);
  const options = { tabSize: editor.get('tabSize', 4), insertSpaces: editor.get('insertSpaces', true) };
  const command = 'vscode.executeFormatDocumentProvider';
  const edits = await executeProvider<vscode.TextEdit[]>(signal, command, document.uri, options);
  if (!edits) return undefined;
  const change = new vscode.WorkspaceEdit();
  change.set(document.uri, edits);
  return await workspaceEditTexts(change);
}

async function organizeImports(document: vscode.TextDocument, signal: AbortSignal): Promise<CodeChange | undefined> {
  const whole = new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end);
  await loaded(document, whole.start, signal);
  const actions = await codeActions(document.uri, whole, 'source.organizeImports', signal);
  const edit = actions.find((action) => action.edit)?.edit;
  return edit && (await workspaceEditTexts(edit));
}

function positionOf({ line, character }: Spot): vscode.Position {
  return new vscode.Position(line, character);
}

function wordHover(content: vscode.MarkdownString | vscode.MarkedString): string {
  if (typeof content === 'string') return content;
  return 'language' in content ? `\`\`\`${content.language}\n${content.value}\n\`\`\`` : content.value;
}
