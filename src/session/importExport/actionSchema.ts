import * as z from 'zod';
import type { Action, Answer, Approval, Decision, Written } from '../../agent/events/events.ts';
import type { ServerLaunch } from '../../agent/events/externalTools.ts';
import { SOURCE } from './displaySchema.ts';
import { BLOB, ID, PLACE, TEXT, WHOLE, YES } from './plainSchemas.ts';
import { anyOf, type Member, typedSchema } from './typedSchema.ts';

type Asked<T> = Member<Action, T>;

const LAUNCH: z.ZodType<ServerLaunch> = anyOf<ServerLaunch>({
  process: typedSchema<Member<ServerLaunch, 'process'>>({
    type: z.literal('process'),
    command: TEXT,
    args: z.array(TEXT),
    cwd: TEXT,
    environment: z.array(TEXT),
  }),
  http: typedSchema<Member<ServerLaunch, 'http'>>({ type: z.literal('http'), url: TEXT, headers: z.array(TEXT) }),
});

export const ACTION: z.ZodType<Action> = anyOf<Action>({
  edit: typedSchema<Omit<Asked<'edit'>, 'realPath'>>(
    {
      type: z.literal('edit'),
      id: ID,
      path: TEXT,
      absolutePath: TEXT,
      before: BLOB.nullable(),
      after: BLOB.nullable(),
      added: WHOLE,
      removed: WHOLE,
    },
    { to: PLACE, note: TEXT, binary: YES },
  ),
  command: typedSchema<Asked<'command'>>({ type: z.literal('command'), id: ID, command: TEXT, cwd: TEXT }),
  input: typedSchema<Asked<'input'>>({ type: z.literal('input'), id: ID, command: TEXT, text: TEXT }),
  read: typedSchema<Asked<'read'>>({ type: z.literal('read'), id: ID, path: TEXT }),
  fetch: typedSchema<Asked<'fetch'>>({ type: z.literal('fetch'), id: ID, url: TEXT, host: TEXT, local: z.boolean() }),
  tool: typedSchema<Asked<'tool'>>({ type: z.literal('tool'), id: ID, tool: TEXT, source: SOURCE, arguments: TEXT }),
  server: typedSchema<Asked<'server'>>({
    type: z.literal('server'),
    id: ID,
    server: TEXT,
    launch: LAUNCH,
    changed: z.boolean(),
  }),
  question: typedSchema<Asked<'question'>>({
    type: z.literal('question'),
    id: ID,
    question: TEXT,
    choices: z.array(TEXT),
    several: z.boolean(),
  }),
  plan: typedSchema<Asked<'plan'>>({ type: z.literal('plan'), id: ID, plan: TEXT }),
});

type Decided<T> = Member<Decision | Answer | Approval, T>;

const WRITTEN = {
  saved: typedSchema<NonNullable<Written['saved']>>({ changes: TEXT, text: BLOB }),
  others: z.array(TEXT),
  unsaved: z.array(TEXT),
};

export const DECISION: z.ZodType<Decision | Answer | Approval> = anyOf<Decision | Answer | Approval>({
  accepted: typedSchema<Decided<'accepted'>>({ type: z.literal('accepted') }, WRITTEN),
  acceptedWithChanges: typedSchema<Decided<'acceptedWithChanges'>>(
    { type: z.literal('acceptedWithChanges'), changes: TEXT, after: BLOB },
    WRITTEN,
  ),
  rejected: typedSchema<Decided<'rejected'>>({ type: z.literal('rejected') }, { feedback: TEXT }),
  cancelled: typedSchema<Decided<'cancelled'>>({
    type: z.literal('cancelled'),
    cause: z.enum(['stopped', 'forbidden', 'rule', 'untrusted', 'lost']),
  }),
  answered: typedSchema<Decided<'answered'>>({ type: z.literal('answered'), answer: TEXT }),
  approved: typedSchema<Decided<'approved'>>({ type: z.literal('approved'), approvals: z.enum(['ask', 'autoEdits']) }),
});
