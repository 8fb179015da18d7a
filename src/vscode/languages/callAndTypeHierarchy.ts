import type * as vscode from 'vscode';
import type { CodePlace, Relation } from '../../agent/contracts/languages.ts';
import { executeProvider } from './executeProvider.ts';

/** The places that stand in a relation to what is at a position. */
export async function callAndTypeHierarchy(
  relation: Relation,
  uri: vscode.Uri,
  position: vscode.Position,
  signal: AbortSignal,
): Promise<CodePlace[]> {
  switch (relation) {
    case 'definition':
      return await locations('vscode.executeDefinitionProvider', uri, position, signal);
    case 'references':
      return await locations('vscode.executeReferenceProvider', uri, position, signal);
    case 'implementations':
      return await locations('vscode.executeImplementationProvider', uri, position, signal);
    case 'type':
      return await locations('vscode.executeTypeDefinitionProvider', uri, position, signal);
    case 'callers':
      return await calls('vscode.provideIncomingCalls', uri, position, signal);
    case 'callees':
      return await calls('vscode.provideOutgoingCalls', uri, position, signal);
    case 'supertypes':
      return await types('vscode.provideSupertypes', uri, position, signal);
    case 'subtypes':
      return await types('vscode.provideSubtypes', uri, position, signal);
  }
}

async function locations(
  command: string,
  uri: vscode.Uri,
  position: vscode.Position,
  signal: AbortSignal,
): Promise<CodePlace[]> {
  const found = await executeProvider<(vscode.Location | vscode.LocationLink)[]>(signal, command, uri, position);
  return (found ?? []).map((place) =>
    'targetUri' in place
      ? asPlace(place.targetUri, place.targetSelectionRange ?? place.targetRange)
      : asPlace(place.uri, place.range),
  );
}

/** Of what calls it, the calls; of what it calls, the definitions. */
async function calls(
  command: 'vscode.provideIncomingCalls' | 'vscode.provideOutgoingCalls',
  uri: vscode.Uri,
  position: vscode.Position,
  signal: AbortSignal,
): Promise<CodePlace[]> {
  const items = await executeProvider<vscode.CallHierarchyItem[]>(signal, 'vscode.prepareCallHierarchy', uri, position);
  const places: CodePlace[] = [];
  for (const item of items ?? []) {
    const found = await executeProvider<(vscode.CallHierarchyIncomingCall | vscode.CallHierarchyOutgoingCall)[]>(
      signal,
      command,
      item,
    );
    for (const call of found ?? []) {
      if ('to' in call) places.push(asPlace(call.to.uri, call.to.selectionRange));
      else
        places.push(...call.fromRanges.map((range) => ({ ...asPlace(call.from.uri, range), within: call.from.name })));
    }
  }
  return places;
}

async function types(
  command: 'vscode.provideSupertypes' | 'vscode.provideSubtypes',
  uri: vscode.Uri,
  position: vscode.Position,
  signal: AbortSignal,
): Promise<CodePlace[]> {
  const items = await executeProvider<vscode.TypeHierarchyItem[]>(signal, 'vscode.prepareTypeHierarchy', uri, position);
  const places: CodePlace[] = [];
  for (const item of items ?? []) {
    const found = await executeProvider<vscode.TypeHierarchyItem[]>(signal, command, item);
    places.push(...(found ?? []).map((type) => asPlace(type.uri, type.selectionRange)));
  }
  return places;
}

function asPlace(uri: vscode.Uri, { start }: vscode.Range): CodePlace {
  const isFile = uri.scheme === 'file';
  return { path: isFile ? uri.fsPath : uri.toString(), line: start.line, isFile };
}
