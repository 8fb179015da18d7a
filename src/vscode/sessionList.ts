import type { SessionSummary } from '../protocol.ts';
import { openSession, type SessionParts } from '../session/chatSession.ts';
import type { CurrentSession } from './currentSession.ts';

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

/** Deletes a session for good; a new one takes the place of the current one. */
export async function deleteSession(parts: SessionParts, current: CurrentSession, id: string): Promise<void> {
  if (id === (await current.get()).id) await current.switchTo(undefined);
  await parts.store.delete(id);
}
