import * as vscode from 'vscode';
import type { CodeSymbol } from '../../agent/contracts/languages.ts';

/** What servers told of symbols, one after another. Those of no file on disk are left out. */
export function documentSymbols(
  symbols: readonly (vscode.DocumentSymbol | vscode.SymbolInformation)[],
  uri: vscode.Uri | undefined,
  containers: readonly string[] = [],
): CodeSymbol[] {
  return symbols.flatMap((symbol) => {
    if (!('children' in symbol)) return readFlat(symbol);
    if (!uri) return [];
    const { name, kind, selectionRange, range, children } = symbol;
    const own = asSymbol(name, kind, uri, selectionRange.start, range.end.line, containers);
    return [own, ...documentSymbols(children, uri, [...containers, name])];
  });
}

function readFlat({ name, kind, location, containerName }: vscode.SymbolInformation): CodeSymbol[] {
  const { uri, range } = location;
  if (uri.scheme !== 'file') return [];
  return [asSymbol(name, kind, uri, range.start, range.end.line, containerName ? [containerName] : [])];
}

function asSymbol(
  name: string,
  kind: vscode.SymbolKind,
  { fsPath: path }: vscode.Uri,
  { line, character }: vscode.Position,
  endLine: number,
  containers: readonly string[],
): CodeSymbol {
  return { name, kind: wordKind(kind), path, line, character, endLine, containers: [...containers] };
}

function wordKind(kind: vscode.SymbolKind): string {
  return (vscode.SymbolKind[kind] ?? 'symbol').replace(/(?<=[a-z])[A-Z]/g, ' $&').toLowerCase();
}
