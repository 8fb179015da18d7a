import { deleteUploads } from '../kimi/deleteUploads.ts';
import { type Endpoint, resolveEndpoint } from '../kimi/endpoints.ts';
import { PRESETS } from '../kimi/presets.ts';
import type { SessionSummary } from '../protocol.ts';
import { openSession, type SessionParts } from '../session/chatSession.ts';
import type { CurrentSession } from './currentSession.ts';
import type { Keys } from './keys.ts';

/** Earlier sessions, the current one among them. */
export async function listSessions(parts: SessionParts, current: CurrentSession): Promise<SessionSummary[]> {
  const { id } = await current.get();
  return (await parts.store.list()).map((session) => ({ ...session, current: session.id === id }));
}

export async function renameSession(
  parts: SessionParts,
  current: CurrentSession,
  id: string,
  title: string,
): Promise<void> {
  const open = await current.get();
  if (id === open.id) return await open.rename(title);
  const session = await openSession(parts, id);
  try {
    if (session.readOnly) throw new Error('This session is open in another window: rename it there.');
    await session.rename(title);
  } finally {
    await session.close();
  }
}

/** Deletes a session for good, with what it uploaded; a new one takes the place of the current one. */
export async function deleteSession(
  parts: SessionParts,
  current: CurrentSession,
  id: string,
  keys: Keys,
): Promise<void> {
  if (id === (await current.get()).id) await current.switchTo(undefined);
  const uploads = await parts.store.readUploads(id);
  await parts.store.delete(id);
  for (const [origin, files] of Object.entries(uploads)) {
    const endpoint = endpointAt(origin);
    const ids = Object.values(files).filter((file) => file !== null);
    // The person waits for the session to be gone from here; the server may take its time.
    if (endpoint && ids.length > 0) void deleteUploads(endpoint, await keys.find(endpoint), ids);
  }
}

/** The preset that takes files at an origin. */
function endpointAt(origin: string): Endpoint | undefined {
  return Object.keys(PRESETS)
    .map((endpoint) => resolveEndpoint({ endpoint, baseUrl: '', model: '' }))
    .find(
      (endpoint): endpoint is Endpoint => 'origin' in endpoint && endpoint.origin === origin && endpoint.files === true,
    );
}
