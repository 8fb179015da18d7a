import * as vscode from 'vscode';

/** Milliseconds in which the other window opens, and the user opens the panel there. */
const VALID_MS = 10 * 60_000;

/** A session that is to be shown in a window that has its folder: left by one window, taken by another. */
export class SessionHandover {
  private readonly file: vscode.Uri;

  constructor(storage: vscode.Uri) {
    this.file = vscode.Uri.joinPath(storage, 'show-next.json');
  }

  async leave(id: string): Promise<void> {
    const text = JSON.stringify({ id, until: Date.now() + VALID_MS });
    await vscode.workspace.fs.writeFile(this.file, new TextEncoder().encode(text));
  }

  /** The session that was left for a window such as this one, once; `isHere` tells whether it belongs here. */
  async take(isHere: (id: string) => Promise<boolean>): Promise<string | undefined> {
    const left = await this.read();
    if (!left || left.until < Date.now() || !(await isHere(left.id).catch(() => false))) return undefined;
    await vscode.workspace.fs.delete(this.file);
    return left.id;
  }

  private async read(): Promise<{ id: string; until: number } | undefined> {
    try {
      const value: unknown = JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(this.file)));
      if (typeof value !== 'object' || value === null) return undefined;
      const { id, until } = value as Record<string, unknown>;
      return typeof id === 'string' && typeof until === 'number' ? { id, until } : undefined;
    } catch {
      return undefined; // Nothing was left, or not all of it is there yet.
    }
  }
}
