import * as z from 'zod';
import type { AgentEvent, CommandFiles } from '../../agent/events/events.ts';
import type { ForeignDefinition } from '../../agent/events/externalTools.ts';
import { SOURCE } from '../importExport/displaySchema.ts';
import { type Event, FILE_IMAGE, type Local, PROMPT, SHARED_EVENTS } from '../importExport/entrySchema.ts';
import { CALL, ID, TEXT, WHOLE, YES } from '../importExport/plainSchemas.ts';
import { RULE } from '../importExport/reasonSchema.ts';
import { type Member, typedSchema } from '../importExport/typedSchema.ts';

const FOREIGN = typedSchema<ForeignDefinition>({
  name: TEXT,
  description: TEXT,
  parameters: z.record(z.string(), z.unknown()),
  tool: TEXT,
  source: SOURCE,
});

const LOCAL_EVENTS: { [T in Local]: z.ZodType<Member<AgentEvent, T>> } = {
  'session.created': typedSchema<Event<'session.created'>>(
    { type: z.literal('session.created'), system: TEXT },
    { tools: z.array(TEXT), foreign: z.array(FOREIGN), folders: z.array(TEXT), workspaceFile: TEXT },
  ),
  'session.imported': typedSchema<Event<'session.imported'>>(
    { type: z.literal('session.imported') },
    { missingMedia: WHOLE, copied: YES },
  ),
  'folders.changed': typedSchema<Event<'folders.changed'>>({ type: z.literal('folders.changed'), described: TEXT }),
  'rule.added': typedSchema<Event<'rule.added'>>({ type: z.literal('rule.added'), rule: RULE }),
  'command.read': typedSchema<Event<'command.read'>>({
    type: z.literal('command.read'),
    call: CALL,
    files: typedSchema<CommandFiles>({ writes: z.array(TEXT), runs: z.array(TEXT) }, { defined: YES }),
  }),
  'prompt.queued': typedSchema<Event<'prompt.queued'>>({
    type: z.literal('prompt.queued'),
    id: ID,
    prompt: PROMPT,
    steers: z.boolean(),
  }),
  'prompt.unqueued': typedSchema<Event<'prompt.unqueued'>>({ type: z.literal('prompt.unqueued'), id: ID }),
  'action.applying': typedSchema<Event<'action.applying'>>(
    { type: z.literal('action.applying'), id: ID, by: z.enum(['person', 'policy']), before: FILE_IMAGE },
    { folders: z.array(TEXT) },
  ),
  'files.watched': typedSchema<Event<'files.watched'>>({ type: z.literal('files.watched'), call: CALL }),
};

const EVENTS = new Map<string, z.ZodType>(Object.entries({ ...SHARED_EVENTS, ...LOCAL_EVENTS }));

/** Whether what a log holds is an event that every reader can take in: one of a kind of which this version knows nothing, too. */
export function isEvent(value: unknown): value is AgentEvent {
  if (typeof value !== 'object' || value === null || !('type' in value) || typeof value.type !== 'string') return false;
  switch (value.type) {
    // Nearly all of a log.
    case 'reasoning.delta':
    case 'content.delta':
      return 'text' in value && typeof value.text === 'string';
    default:
      return EVENTS.get(value.type)?.safeParse(value).success ?? true;
  }
}
