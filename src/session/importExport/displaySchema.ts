import * as z from 'zod';
import type { CommandEnding, Decision, Display, PlanItem } from '../../agent/events/events.ts';
import type { ForeignSource } from '../../agent/events/externalTools.ts';
import { MIME_TYPE } from './mediaSchema.ts';
import { BLOB, COUNT, TEXT, WHOLE } from './plainSchemas.ts';
import { anyOf, type Member, typedSchema } from './typedSchema.ts';

type Shown<T> = Member<Display, T>;
type Ending<T> = Member<CommandEnding, T>;

export const ENDING: z.ZodType<CommandEnding> = anyOf<CommandEnding>({
  // JSON leaves out a code that is not known.
  exited: z
    .object({ type: z.literal('exited'), code: z.int().optional() })
    .transform(({ type, code }): Ending<'exited'> => ({ type, code })),
  timedOut: typedSchema<Ending<'timedOut'>>({ type: z.literal('timedOut') }),
  stopped: typedSchema<Ending<'stopped'>>({ type: z.literal('stopped') }),
  skipped: typedSchema<Ending<'skipped'>>({ type: z.literal('skipped') }),
  background: typedSchema<Ending<'background'>>({ type: z.literal('background'), waits: z.boolean() }),
  closed: typedSchema<Ending<'closed'>>({ type: z.literal('closed') }),
  lost: typedSchema<Ending<'lost'>>({ type: z.literal('lost') }),
});

export const SOURCE: z.ZodType<ForeignSource> = anyOf<ForeignSource>({
  editor: typedSchema<Member<ForeignSource, 'editor'>>({ type: z.literal('editor'), label: TEXT }),
  server: typedSchema<Member<ForeignSource, 'server'>>({ type: z.literal('server'), folder: TEXT, server: TEXT }),
});

const DECIDED: z.ZodType<Decision['type']> = z.enum(['accepted', 'acceptedWithChanges', 'rejected', 'cancelled']);

export const DISPLAY: z.ZodType<Display> = anyOf<Display>({
  file: typedSchema<Shown<'file'>>({
    type: z.literal('file'),
    path: TEXT,
    startLine: WHOLE,
    endLine: WHOLE,
    totalLines: WHOLE,
  }),
  image: typedSchema<Shown<'image'>>({ type: z.literal('image'), path: TEXT, mimeType: MIME_TYPE, blob: BLOB }),
  video: typedSchema<Shown<'video'>>(
    { type: z.literal('video'), path: TEXT },
    { startSeconds: COUNT, endSeconds: COUNT },
  ),
  list: typedSchema<Shown<'list'>>({ type: z.literal('list'), path: TEXT, count: WHOLE, truncated: z.boolean() }),
  search: typedSchema<Shown<'search'>>({
    type: z.literal('search'),
    query: TEXT,
    matches: WHOLE,
    files: WHOLE,
    truncated: z.boolean(),
  }),
  symbol: typedSchema<Shown<'symbol'>>(
    { type: z.literal('symbol'), symbol: TEXT },
    { found: typedSchema<NonNullable<Shown<'symbol'>['found']>>({ places: WHOLE, files: WHOLE }) },
  ),
  diagnostics: typedSchema<Shown<'diagnostics'>>({ type: z.literal('diagnostics'), errors: WHOLE, warnings: WHOLE }),
  page: typedSchema<Shown<'page'>>({ type: z.literal('page'), url: TEXT, bytes: WHOLE, truncated: z.boolean() }),
  question: typedSchema<Shown<'question'>>({ type: z.literal('question') }),
  explored: typedSchema<Shown<'explored'>>({ type: z.literal('explored'), steps: WHOLE }),
  plan: typedSchema<Shown<'plan'>>({
    type: z.literal('plan'),
    items: z.array(typedSchema<PlanItem>({ text: TEXT, state: z.enum(['open', 'active', 'done']) })),
  }),
  edit: typedSchema<Shown<'edit'>>({ type: z.literal('edit'), path: TEXT, decision: DECIDED }),
  edits: typedSchema<Shown<'edits'>>({ type: z.literal('edits'), files: WHOLE, accepted: WHOLE }),
  command: typedSchema<Shown<'command'>>({ type: z.literal('command'), ending: ENDING, durationMs: COUNT }),
  foreign: typedSchema<Shown<'foreign'>>({ type: z.literal('foreign'), source: SOURCE, truncated: z.boolean() }),
  jobs: typedSchema<Shown<'jobs'>>(
    { type: z.literal('jobs'), action: z.enum(['list', 'read', 'write', 'stop']), running: WHOLE },
    { command: TEXT },
  ),
  error: typedSchema<Shown<'error'>>({ type: z.literal('error'), message: TEXT }),
});
