import * as vscode from 'vscode';

/** Languages of data and prose: what their servers know, reading and searching tell as well. */
const NO_CODE = new Set(
  'json jsonc jsonl markdown plaintext snippets yaml dockercompose xml ini properties log prompt instructions chatagent skill'.split(
    ' ',
  ),
);
/** A session begins without waiting longer for the search of a large workspace. */
const SEARCH_MS = 500;

/** Whether an extension with a program of its own wakes up for a language: nothing else brings a language server. */
export function isServed(language: string): boolean {
  return vscode.extensions.all.some((extension) => languagesOf(extension).includes(language));
}

/** Whether every one of them is awake. */
export function isRunning(language: string): boolean {
  return vscode.extensions.all.every((extension) => extension.isActive || !languagesOf(extension).includes(language));
}

/** A file of the workspace whose language is code and served; undefined where there is none, or 'unknown' where that takes too long. */
export async function findServedFile(): Promise<vscode.Uri | 'unknown' | undefined> {
  const endings = servedEndings();
  if (endings.length === 0 || !vscode.workspace.workspaceFolders) return undefined;
  const cancel = new vscode.CancellationTokenSource();
  const timer = setTimeout(() => cancel.cancel(), SEARCH_MS);
  try {
    const [found] = await vscode.workspace.findFiles(`**/*{${endings.join(',')}}`, undefined, 1, cancel.token);
    return found ?? (cancel.token.isCancellationRequested ? 'unknown' : undefined);
  } finally {
    clearTimeout(timer);
    cancel.dispose();
  }
}

function servedEndings(): string[] {
  const served = new Set(vscode.extensions.all.flatMap(languagesOf).filter((language) => !NO_CODE.has(language)));
  const endings = vscode.extensions.all.flatMap(({ packageJSON }) =>
    records(packageJSON?.contributes?.languages).flatMap(({ id, extensions }) =>
      typeof id === 'string' && served.has(id) ? strings(extensions) : [],
    ),
  );
  // What stands in a glob is to mean itself.
  return [...new Set(endings)].filter((ending) => /^\.[\w.+#-]+$/.test(ending));
}

/** The languages that an extension wakes up for. One without a program only colours them. */
function languagesOf({ packageJSON }: vscode.Extension<unknown>): string[] {
  if (!packageJSON?.main && !packageJSON?.browser) return [];
  const named = strings(packageJSON.activationEvents).flatMap((event) => /^onLanguage:(.+)$/.exec(event)?.[1] ?? []);
  const own = records(packageJSON.contributes?.languages).flatMap(({ id }) => (typeof id === 'string' ? [id] : []));
  return [...named, ...own];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function records(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}
