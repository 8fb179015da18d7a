import * as vscode from 'vscode';
import type { BlobRef } from '../../agent/events/events.ts';
import { VirtualFileSystem } from '../ui/virtualFileSystem.ts';

export const CHECKPOINT_SCHEME = 'ask-kimi-checkpoint';

/** Reads what a session kept. Rejects where it is no longer kept. */
export type ReadKept = (session: string, ref: BlobRef) => Promise<Uint8Array>;

/** What files held once, as read-only files, also for the diffs that VS Code restores after a reload. */
export class CheckpointFileSystem extends VirtualFileSystem {
  private readonly readKept: ReadKept;

  constructor(readKept: ReadKept) {
    super();
    this.readKept = readKept;
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { length } = await this.readFile(uri);
    return {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: 1,
      size: length,
      permissions: vscode.FilePermission.Readonly,
    };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const [session, ref] = uri.authority.split('+');
    if (!session || !ref) throw vscode.FileSystemError.FileNotFound(uri);
    if (ref === 'none') return new Uint8Array();
    return await this.readKept(session, ref).catch(() => {
      throw vscode.FileSystemError.FileNotFound(vscode.l10n.t('This text is no longer kept.'));
    });
  }
}

/**
 * `ask-kimi-checkpoint://<session>+<ref>/<path>`, with the path of the file itself: VS Code takes sides with different ones for a
 * renaming. Null shows as an empty file.
 */
export function checkpointUri(session: string, ref: BlobRef | null, absolutePath: string): vscode.Uri {
  const authority = `${session}+${ref ?? 'none'}`;
  return vscode.Uri.file(absolutePath).with({ scheme: CHECKPOINT_SCHEME, authority });
}
