import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { isRunning, isServed } from './availableLanguages.ts';
import { allCaughtUp } from './caughtUp.ts';
import { executeProvider } from './executeProvider.ts';

const POLL_MS = 100;
/** A server takes seconds to start, and to read its project, once. */
const STARTING_MS = 15_000;
/** One that runs has told what it knows by then. */
const LOADING_MS = 5_000;

type Told = vscode.DocumentSymbol | vscode.SymbolInformation;

/** A file whose language may have a server. VS Code tells no difference between none and one that knows no symbols. */
export interface ServedFile {
  document: vscode.TextDocument;
  symbols: Told[];
  /** Whether anything is there that may know the file. */
  served: boolean;
}

/** Knows which servers are up, so that each is waited for once. */
export class Readiness {
  /** Languages whose servers have told something, or were waited for in vain. */
  private readonly settled = new Set<string>();

  /** Opens a file, which is what starts its language's server, and waits for that where one is to be expected. */
  async open(path: string, signal: AbortSignal): Promise<ServedFile> {
    const uri = vscode.Uri.file(path);
    // Throws, in VS Code's words, for what is too large or no text.
    const document = await vscode.workspace.openTextDocument(uri);
    await allCaughtUp(signal);
    const ask = async () => (await executeProvider<Told[]>(signal, 'vscode.executeDocumentSymbolProvider', uri)) ?? [];
    const expected = isServed(document.languageId);
    const waits = expected && document.getText().trim() !== '';
    const symbols = waits ? await this.patiently(document, signal, ask) : await ask();
    return { document, symbols, served: expected || symbols.length > 0 };
  }

  /** Asks until there is something, for a while where this language's server has not told anything yet. */
  async patiently<T>({ languageId }: vscode.TextDocument, signal: AbortSignal, ask: () => Promise<T[]>): Promise<T[]> {
    const began = performance.now();
    for (;;) {
      const found = await ask();
      if (found.length > 0) this.settled.add(languageId);
      if (this.settled.has(languageId)) return found;
      const patience = isRunning(languageId) ? LOADING_MS : STARTING_MS;
      if (performance.now() - began > patience) {
        this.settled.add(languageId);
        return found;
      }
      await delay(POLL_MS, undefined, { signal });
    }
  }
}
