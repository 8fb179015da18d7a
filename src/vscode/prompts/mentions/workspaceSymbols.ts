import * as vscode from 'vscode';
import { fuzzyScore } from '../../../util/search/fuzzyScore.ts';
import { openFiles } from './openEditors.ts';

/** Files of which all symbols are offered, beside what language servers find in the whole workspace. */
const MAX_OPEN_FILES = 8;

export interface FoundSymbol {
  name: string;
  container: string;
  kind: vscode.SymbolKind;
  uri: vscode.Uri;
  range: vscode.Range;
}

/** The symbols whose names answer best to what is typed: of the open files, and of the workspace as language servers know it. */
export async function findSymbols(query: string, limit: number): Promise<FoundSymbol[]> {
  const [open, everywhere] = await Promise.all([symbolsOfOpenFiles(), query === '' ? [] : workspaceSymbols(query)]);
  const seen = new Set<string>();
  const scored = [...open, ...everywhere].flatMap((symbol) => {
    const key = `${symbol.uri.toString()} ${symbol.name} ${symbol.range.start.line}`;
    const score = fuzzyScore(query, symbol.name);
    if (score === undefined || seen.has(key)) return [];
    seen.add(key);
    return [{ symbol, score }];
  });
  if (query !== '') scored.sort((a, b) => b.score - a.score || a.symbol.name.length - b.symbol.name.length);
  return scored.slice(0, limit).map(({ symbol }) => symbol);
}

/** Where a symbol that was found stands, with all of its body where the file's language server tells. */
export async function wholeRange(uri: vscode.Uri, name: string, line: number): Promise<vscode.Range | undefined> {
  const candidates = (await symbolsOf(uri)).filter((symbol) => symbol.name === name);
  return candidates.find(({ range }) => range.start.line <= line && line <= range.end.line)?.range;
}

async function symbolsOfOpenFiles(): Promise<FoundSymbol[]> {
  return (await Promise.all(openFiles().slice(0, MAX_OPEN_FILES).map(symbolsOf))).flat();
}

async function symbolsOf(uri: vscode.Uri): Promise<FoundSymbol[]> {
  const told = await vscode.commands.executeCommand<(vscode.DocumentSymbol | vscode.SymbolInformation)[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    uri,
  );
  const flat = (symbol: vscode.DocumentSymbol | vscode.SymbolInformation, container: string): FoundSymbol[] => {
    const { name, kind } = symbol;
    if (!('children' in symbol)) {
      return [{ name, kind, container: symbol.containerName, uri, range: symbol.location.range }];
    }
    const inner = symbol.children.flatMap((child) => flat(child, name));
    return [{ name, kind, container, uri, range: symbol.range }, ...inner];
  };
  return (told ?? []).flatMap((symbol) => flat(symbol, ''));
}

async function workspaceSymbols(query: string): Promise<FoundSymbol[]> {
  const told = await vscode.commands.executeCommand<vscode.SymbolInformation[] | undefined>(
    'vscode.executeWorkspaceSymbolProvider',
    query,
  );
  return (told ?? [])
    .filter(({ location }) => location.uri.scheme === 'file' && vscode.workspace.getWorkspaceFolder(location.uri))
    .map(({ name, kind, containerName, location }) => {
      // TypeScript names functions with their brackets.
      return {
        name: name.replace(/\(\)$/, ''),
        kind,
        container: containerName,
        uri: location.uri,
        range: location.range,
      };
    });
}
