import path from 'node:path';
import * as vscode from 'vscode';
import type { SearchEncoding } from './searchEncoding.ts';

/** The encodings in which the settings have the files of a folder read: that of the folder, and of languages those that differ. */
export function fileEncodings(folder: vscode.Uri): SearchEncoding[] {
  const files = vscode.workspace.getConfiguration('files', folder);
  const encoding = files.get('encoding', 'utf8');
  const others = (files.inspect('encoding')?.languageIds ?? []).flatMap((languageId): Required<SearchEncoding>[] => {
    const own = vscode.workspace.getConfiguration('files', { uri: folder, languageId }).get('encoding', encoding);
    return own === encoding ? [] : [{ encoding: own, reads: filesOf(languageId, files.get('associations', {})) }];
  });
  return [{ encoding, reads: (file) => !others.some(({ reads }) => reads(file)) }, ...others];
}

interface ContributedLanguage {
  id: string;
  extensions?: string[];
  filenames?: string[];
}

/** Which files are in a language, as far as their names say. */
function filesOf(languageId: string, associations: Record<string, string>): (file: string) => boolean {
  const languages = vscode.extensions.all.flatMap(
    ({ packageJSON }): ContributedLanguage[] => packageJSON.contributes?.languages ?? [],
  );
  const own = languages.filter(({ id }) => id === languageId);
  const associated = Object.entries(associations).flatMap(([glob, id]) => (id === languageId ? [glob] : []));
  const endings = [
    ...own.flatMap(({ extensions = [] }) => extensions),
    ...associated.flatMap((glob) => /^\*(\.[^*?/{[]+)$/.exec(glob)?.slice(1) ?? []),
  ];
  const names = new Set([...own.flatMap(({ filenames = [] }) => filenames), ...associated]);
  return (file) => {
    const name = path.basename(file);
    return names.has(name) || endings.some((ending) => name.toLowerCase().endsWith(ending.toLowerCase()));
  };
}
