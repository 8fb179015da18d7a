import * as vscode from 'vscode';
import { VirtualFileSystem } from '../ui/virtualFileSystem.ts';
import { bytesForEditor, textFromEditor } from '../workspace/edits/fileText.ts';
import { type ProposalSide, parseProposalUri } from './proposalUri.ts';

/** What the file system shows: the texts of edits. Both throw where the edit is unknown. */
export interface ProposalTexts {
  read(side: ProposalSide): Promise<{ text: string; writable: boolean }>;
  write(side: ProposalSide, text: string): Promise<void>;
}

/**
 * Proposals as files, so that VS Code's own diff editor shows them, its revert arrow works on them, and the user can type
 * into them. Also answers for the diffs that VS Code restores after a reload.
 */
export class ProposalFileSystem extends VirtualFileSystem {
  private readonly texts: () => Promise<ProposalTexts>;
  private readonly times = new Map<string, number>();

  constructor(texts: () => Promise<ProposalTexts>) {
    super();
    this.texts = texts;
  }

  /** A proposal's text was changed by something else than its editor, which then loads it again. */
  touch(uri: vscode.Uri): void {
    this.times.set(uri.toString(), Date.now());
    this.changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const side = sideOf(uri);
    const { text, writable } = await this.read(uri, side);
    const bytes = bytesForEditor(text, uri);
    // The time moves with the text alone: VS Code refuses to save over a file that is newer than what it loaded.
    const mtime = this.times.get(uri.toString()) ?? 1;
    const stat: vscode.FileStat = { type: vscode.FileType.File, ctime: 0, mtime, size: bytes.length };
    return writable ? stat : { ...stat, permissions: vscode.FilePermission.Readonly };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const { text } = await this.read(uri, sideOf(uri));
    return bytesForEditor(text, uri);
  }

  override async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const side = sideOf(uri);
    if (side.side === 'before') throw vscode.FileSystemError.NoPermissions(uri);
    await (await this.texts()).write(side, textFromEditor(content));
    this.times.set(uri.toString(), Date.now());
  }

  private async read(uri: vscode.Uri, side: ProposalSide): Promise<{ text: string; writable: boolean }> {
    const texts = await this.texts();
    return texts.read(side).catch((error: unknown) => {
      throw vscode.FileSystemError.FileNotFound(`${uri.path}: ${error instanceof Error ? error.message : error}`);
    });
  }
}

function sideOf(uri: vscode.Uri): ProposalSide {
  const side = parseProposalUri(uri);
  if (!side) throw vscode.FileSystemError.FileNotFound(uri);
  return side;
}
