import type { Model } from '../agent/contracts/model.ts';
import type { AgentEvent } from '../agent/events/events.ts';
import type { SessionParts } from './sessionParts.ts';

/** How a session begins: with what the model is told and offered in it, which stays the same all its life. */
export async function createSessionEvent(
  parts: Pick<SessionParts, 'tools' | 'foreign' | 'systemPrompt' | 'place'>,
  sees: Model['sees'],
): Promise<Extract<AgentEvent, { type: 'session.created' }>> {
  const seen = parts.tools.filter(({ shows }) => shows === undefined || sees[shows]);
  const offered = await Promise.all(seen.map(async (tool) => (((await tool.offered?.()) ?? true) ? [tool.name] : [])));
  const foreign = (await parts.foreign?.offered(new Set(parts.tools.map(({ name }) => name)))) ?? [];
  const { folders, workspaceFile } = parts.place();
  return {
    type: 'session.created',
    system: parts.systemPrompt(),
    tools: offered.flat(),
    ...(foreign.length > 0 ? { foreign } : {}),
    folders: [...folders],
    ...(workspaceFile === undefined ? {} : { workspaceFile }),
  };
}
