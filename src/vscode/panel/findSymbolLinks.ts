import * as vscode from 'vscode';
import type { NamedPlace } from '../../shared/protocol.ts';
import { openFolders } from '../workspace/openFolders.ts';
import { resolvePath } from '../workspace/resolvePath.ts';

/** Names of one message, and milliseconds for all of them: beyond that they stay words. */
const MAX_NAMES = 60;
const TIME_LIMIT_MS = 10_000;

/** Where the workspace defines these names, as its languages' tools know. `a.b()` is a `b`, in an `a` where there is one. */
export async function findSymbolLinks(names: readonly string[]): Promise<NamedPlace[]> {
  const deadline = Date.now() + TIME_LIMIT_MS;
  const places: NamedPlace[] = [];
  for (const name of names.slice(0, MAX_NAMES)) {
    if (Date.now() > deadline) break;
    const place = await findPlace(name);
    if (place) places.push(place);
  }
  return places;
}

async function findPlace(name: string): Promise<NamedPlace | undefined> {
  const words = name.match(/[\w$]+/g) ?? [];
  const [last = '', owner] = words.reverse();
  const symbols = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    last,
  );
  const named = (symbols ?? []).filter(
    (symbol) =>
      // Some tools write a function's name with its brackets.
      symbol.name.split('(', 1)[0] === last && vscode.workspace.getWorkspaceFolder(symbol.location.uri),
  );
  const found =
    named.find(({ containerName }) => containerName === owner) ?? (owner === undefined ? named[0] : undefined);
  if (!found) return undefined;
  const { uri, range } = found.location;
  return {
    name,
    path: uri.fsPath,
    shownPath: (await resolvePath(openFolders(), uri.fsPath)).path,
    line: range.start.line + 1,
  };
}
