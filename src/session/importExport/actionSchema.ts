import * as z from 'zod';
import type { Action, Answer, Approval, Decision, Written } from '../../agent/events/events.ts';
import type { ServerLaunch } from '../../agent/events/externalTools.ts';
import { SOURCE } from './displaySchema.ts';
import { BLOB, ID, PLACE, TEXT, WHOLE, YES } from './plainSchemas.ts';
import { anyOf, type Member, shape } from './typedSchema.ts';

type Asked<T> = Member<Action, T>;

const LAUNCH: z.ZodType<ServerLaunch> = anyOf<ServerLaunch>({
  process: shape<Member<ServerLaunch, 'process'>>({
    type: z.literal('process'),
    command: TEXT,
    args: z.array(TEXT),
    cwd: TEXT,
    environment: z.array(TEXT),
  }),
  http: shape<Member<ServerLaunch, 'http'>>({ type: z.literal('http'), url: TEXT, headers: z.array(TEXT) }),
});

export const ACTION: z.ZodType<Action> = anyOf<Action>({
  edit: shape<Omit<Asked<'edit'>, 'realPath'>>(
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
  command: shape<Asked<'command'>>({ type: z.literal('command'), id: ID, command: TEXT, cwd: TEXT }),
  input: shape<Asked<'input'>>({ type: z.literal('input'), id: ID, command: TEXT, text: TEXT }),
  read: shape<Asked<'read'>>({ type: z.literal('read'), id: ID, path: TEXT }),
  fetch: shape<Asked<'fetch'>>({ type: z.literal('fetch'), id: ID, url: TEXT, host: TEXT, local: z.boolean() }),
  tool: shape<Asked<'tool'>>({ type: z.literal('tool'), id: ID, tool: TEXT, source: SOURCE, arguments: TEXT }),
  server: shape<Asked<'server'>>({
    type: z.literal('server'),
    id: ID,
    server: TEXT,
    launch: LAUNCH,
    changed: z.boolean(),
  }),
  question: shape<Asked<'question'>>({
    type: z.literal('question'),
    id: ID,
    question: TEXT,
    choices: z.array(TEXT),
    several: z.boolean(),
  }),
  plan: shape<Asked<'plan'>>({ type: z.literal('plan'), id: ID, plan: TEXT }),
});

type Decided<T> = Member<Decision | Answer | Approval, T>;

const WRITTEN = {
  saved: shape<NonNullable<Written['saved']>>({ changes: TEXT, text: BLOB }),
  others: z.array(TEXT),
  unsaved: z.array(TEXT),
};

export const DECISION: z.ZodType<Decision | Answer | Approval> = anyOf<Decision | Answer | Approval>({
  accepted: shape<Decided<'accepted'>>({ type: z.literal('accepted') }, WRITTEN),
  acceptedWithChanges: shape<Decided<'acceptedWithChanges'>>(
    { type: z.literal('acceptedWithChanges'), changes: TEXT, after: BLOB },
    WRITTEN,
  ),
  rejected: shape<Decided<'rejected'>>({ type: z.literal('rejected') }, { feedback: TEXT }),
  cancelled: shape<Decided<'cancelled'>>({
    type: z.literal('cancelled'),
    cause: z.enum(['stopped', 'forbidden', 'rule', 'untrusted', 'lost']),
  }),
  answered: shape<Decided<'answered'>>({ type: z.literal('answered'), answer: TEXT }),
  approved: shape<Decided<'approved'>>({ type: z.literal('approved'), approvals: z.enum(['ask', 'autoEdits']) }),
});
