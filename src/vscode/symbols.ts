import * as vscode from 'vscode';

/** A language server that still starts answers later; what asks for an overview does not wait for it. */
const TIME_LIMIT_MS = 3000;

/** What a file defines at its top level, as its language's tools tell it; undefined where they do not. */
export async function topSymbols(uri: vscode.Uri, signal: AbortSignal): Promise<string[] | undefined> {
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
  timeout.addEventListener('abort', () => end(undefined), { once: true });
  const told = vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    uri,
  );
  const symbols = await Promise.race([told, ended]);
  return symbols?.map(({ name }) => name);
}
