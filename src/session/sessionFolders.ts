import { realpath } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AgentEvent } from '../agent/events/events.ts';
import type { Folders } from '../shared/readOnly.ts';

/** What a window has open. */
export interface WindowPlace extends Folders {
  /** What the model is told of it. */
  described: string;
}

/** The folders that a session belongs to; undefined where nobody can tell. */
export function foldersOf(created: Extract<AgentEvent, { type: 'session.created' }>): Folders | undefined {
  const { workspaceFile, system } = created;
  const folders = created.folders ?? readFolders(system);
  return folders && { folders, ...(workspaceFile === undefined ? {} : { workspaceFile }) };
}

/**
 * Tells whether a session that belongs to some folders may be written where `open` are open: one of its own is among them, or both
 * have none. A folder is the same by all of its names.
 */
export function openFolders(open: readonly string[]): (session: readonly string[]) => Promise<boolean> {
  const known = new Map<string, Promise<string>>();
  const identities = async (uris: readonly string[]) => {
    for (const uri of uris) if (!known.has(uri)) known.set(uri, identityOf(uri));
    return await Promise.all(uris.map(async (uri) => (await known.get(uri)) ?? uri));
  };
  return async (session) => {
    if (session.length === 0) return open.length === 0;
    const here = await identities(open);
    return (await identities(session)).some((folder) => here.includes(folder));
  };
}

async function identityOf(uri: string): Promise<string> {
  const file = pathOf(uri);
  // A folder that is gone is still itself.
  return file === undefined ? uri.replace(/\/+$/, '') : await realpath(file).catch(() => file.replace(/[\\/]+$/, ''));
}

/** Undefined for what is not on a disk of this machine. */
function pathOf(uri: string): string | undefined {
  try {
    return uri.startsWith('file:') ? fileURLToPath(uri) : undefined;
  } catch {
    return undefined;
  }
}

/** What the system prompt says of a session that began before its folders were noted: see describeFolders. */
function readFolders(system: string): string[] | undefined {
  const lines = system.trimEnd().split('\n');
  const place = lines.lastIndexOf('# Where you are');
  const told = place < 0 ? [] : lines.slice(place + 2);
  if (told[0]?.startsWith('No folder is open')) return [];
  const only = told[0]?.match(/^The workspace is (.+); relative paths start there\.$/)?.[1];
  const paths =
    only !== undefined ? [only] : told.flatMap((line) => line.match(/^- .*?: ((?:\/|[A-Za-z]:\\|\\\\).*)$/)?.[1] ?? []);
  return paths.length > 0 ? paths.map((file) => pathToFileURL(file).href) : undefined;
}
