import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { caughtUp } from '../../languages/caughtUp.ts';

/** A language's tools start when its first file is opened, which takes seconds once; what asks for an overview waits no longer. */
const TIME_LIMIT_MS = 5000;
const POLL_MS = 100;

/** What files define at their top level, as their languages' tools tell it. */
export class FileSymbols {
  /** Languages whose tools did not answer in time: they are asked, and not waited for. */
  private readonly silent = new Set<string>();

  /** Names; undefined where nothing here knows the language. */
  async of(uri: vscode.Uri, signal: AbortSignal): Promise<string[] | undefined> {
    const deadline = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
    const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
    deadline.addEventListener('abort', () => end(undefined), { once: true });
    return await Promise.race([this.ask(uri, deadline), ended]);
  }

  private async ask(uri: vscode.Uri, deadline: AbortSignal): Promise<string[] | undefined> {
    // Opening it is what starts the language's tools.
    const document = await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined);
    if (!document) return undefined; // Too large for VS Code, or no text.
    await caughtUp(document, deadline);
    const { languageId } = document;
    for (;;) {
      const symbols = await vscode.commands.executeCommand<Told[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        uri,
      );
      if (symbols && symbols.length > 0) {
        this.silent.delete(languageId);
        return symbols.map(({ name }) => name);
      }
      if (this.silent.has(languageId)) return symbols && [];
      await delay(POLL_MS);
      if (deadline.aborted) {
        this.silent.add(languageId);
        return symbols && [];
      }
    }
  }
}

type Told = vscode.DocumentSymbol | vscode.SymbolInformation;
