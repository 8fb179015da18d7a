import * as z from 'zod';
import type {
  AgentEvent,
  Entry,
  Failure,
  FailureCode,
  FileChange,
  FileImage,
  NetChange,
  Prompt,
  TurnOutcome,
  UnkeptReason,
  Usage,
} from '../../agent/events/events.ts';
import { ACTION, DECISION } from './actionSchema.ts';
import { DISPLAY, ENDING } from './displaySchema.ts';
import { ATTACHMENT, OUTPUT } from './mediaSchema.ts';
import { BLOB, CALL, COUNT, ID, NUMBER, TEXT, WHOLE, YES } from './plainSchemas.ts';
import { REASON, RULE } from './reasonSchema.ts';
import { anyOf, type Member, typedSchema } from './typedSchema.ts';

/** Events that an exported session does not hold, see exportableEntries: one that holds them was made to. */
export type Local =
  | 'session.created'
  | 'folders.changed'
  | 'session.imported'
  | 'rule.added'
  | 'command.read'
  | 'prompt.queued'
  | 'prompt.unqueued'
  | 'action.applying'
  | 'files.watched';
type Shared = Exclude<AgentEvent, { type: Local }>;
export type Event<T> = Member<AgentEvent, T>;

const FAILURES: Record<FailureCode, true> = {
  noKey: true,
  invalidKey: true,
  noBalance: true,
  usageLimit: true,
  membership: true,
  forbidden: true,
  planRestricted: true,
  modelNotFound: true,
  contentFilter: true,
  contextOverflow: true,
  tooLarge: true,
  badRequest: true,
  badEndpoint: true,
  notSupported: true,
  redirected: true,
  signIn: true,
  certificateUntrusted: true,
  certificateName: true,
  certificateExpired: true,
  httpOnly: true,
  httpsOnly: true,
  handshake: true,
  unknownHost: true,
  unencrypted: true,
  notHttp: true,
  rateLimited: true,
  overloaded: true,
  serverError: true,
  network: true,
  idle: true,
  cut: true,
  emptyReply: true,
  brokenOff: true,
  truncated: true,
  truncatedCall: true,
  truncatedReasoning: true,
  spendingLimit: true,
  stepLimit: true,
  timeLimit: true,
  costLimit: true,
  repetition: true,
  internal: true,
};

const FAILURE = typedSchema<Failure>(
  { code: z.string().refine((code): code is FailureCode => Object.hasOwn(FAILURES, code)), detail: TEXT },
  { status: WHOLE, until: COUNT },
);

/** What is told of the wait before a request is made again. */
const WAIT = { failure: FAILURE, until: COUNT, attempt: WHOLE };

const OUTCOME: z.ZodType<TurnOutcome> = anyOf<TurnOutcome>({
  completed: typedSchema<Member<TurnOutcome, 'completed'>>({ type: z.literal('completed') }),
  stopped: typedSchema<Member<TurnOutcome, 'stopped'>>({ type: z.literal('stopped') }),
  failed: typedSchema<Member<TurnOutcome, 'failed'>>({ type: z.literal('failed'), failure: FAILURE }),
  interrupted: typedSchema<Member<TurnOutcome, 'interrupted'>>({ type: z.literal('interrupted') }),
});

export const PROMPT = typedSchema<Prompt>({ text: TEXT, attachments: z.array(ATTACHMENT) });

const USAGE = typedSchema<Usage>(
  { prompt: COUNT, completion: COUNT },
  {
    cached: COUNT,
    reasoning: COUNT,
    builtinCalls: COUNT,
    estimated: YES,
    cost: typedSchema<NonNullable<Usage['cost']>>({ usd: COUNT, by: z.enum(['provider', 'estimate']) }),
  },
);

const UNKEPT: z.ZodType<UnkeptReason> = z.enum(['tooLarge', 'tooMuch', 'unwatched', 'converted', 'unreadable']);
export const FILE_IMAGE: z.ZodType<FileImage> = z.union([BLOB, z.null(), z.object({ unkept: UNKEPT })]);
const FILE = { path: TEXT, absolutePath: TEXT, before: FILE_IMAGE, after: FILE_IMAGE };
const TRAITS = { executable: YES, folders: z.array(TEXT), shared: YES };
const FILES = z.array(typedSchema<Omit<FileChange, 'realPath'>>(FILE, TRAITS));
const BY: z.ZodType<'person' | 'policy'> = z.enum(['person', 'policy']);

/** By their types. */
export const SHARED_EVENTS: { [T in Shared['type']]: z.ZodType<Member<Shared, T>> } = {
  'session.renamed': typedSchema<Event<'session.renamed'>>(
    { type: z.literal('session.renamed'), title: TEXT },
    { usage: USAGE },
  ),
  'turn.started': typedSchema<Event<'turn.started'>>(
    { type: z.literal('turn.started'), prompt: PROMPT, model: TEXT },
    { queued: ID, planning: YES },
  ),
  'turn.resumed': typedSchema<Event<'turn.resumed'>>({ type: z.literal('turn.resumed'), model: TEXT }),
  'turn.finished': typedSchema<Event<'turn.finished'>>({ type: z.literal('turn.finished'), outcome: OUTCOME }),
  'prompt.steered': typedSchema<Event<'prompt.steered'>>({ type: z.literal('prompt.steered'), id: ID, prompt: PROMPT }),
  'step.started': typedSchema<Event<'step.started'>>({ type: z.literal('step.started') }),
  'reasoning.delta': typedSchema<Event<'reasoning.delta'>>({ type: z.literal('reasoning.delta'), text: TEXT }),
  'content.delta': typedSchema<Event<'content.delta'>>({ type: z.literal('content.delta'), text: TEXT }),
  'toolCall.delta': typedSchema<Event<'toolCall.delta'>>(
    { type: z.literal('toolCall.delta'), index: WHOLE },
    { id: TEXT, name: TEXT, arguments: TEXT },
  ),
  'step.waiting': typedSchema<Event<'step.waiting'>>({
    type: z.literal('step.waiting'),
    ...WAIT,
  }),
  'step.restarted': typedSchema<Event<'step.restarted'>>({ type: z.literal('step.restarted') }),
  'media.refused': typedSchema<Event<'media.refused'>>({
    type: z.literal('media.refused'),
    blobs: z.array(BLOB),
    detail: TEXT,
  }),
  'media.gone': typedSchema<Event<'media.gone'>>({ type: z.literal('media.gone'), blobs: z.array(BLOB) }),
  'step.finished': typedSchema<Event<'step.finished'>>(
    {
      type: z.literal('step.finished'),
      finish: z.enum(['stop', 'tool_calls', 'length', 'content_filter']),
      reasoningField: z.enum(['reasoning_content', 'reasoning']),
    },
    { thinkTags: YES, usage: USAGE },
  ),
  'step.interrupted': typedSchema<Event<'step.interrupted'>>({
    type: z.literal('step.interrupted'),
    cause: z.enum(['stopped', 'failed', 'reload']),
  }),
  'compaction.started': typedSchema<Event<'compaction.started'>>(
    { type: z.literal('compaction.started'), trigger: z.enum(['person', 'window', 'overflow']) },
    { focus: TEXT },
  ),
  'compaction.waiting': typedSchema<Event<'compaction.waiting'>>({
    type: z.literal('compaction.waiting'),
    ...WAIT,
  }),
  'compaction.restarted': typedSchema<Event<'compaction.restarted'>>({ type: z.literal('compaction.restarted') }),
  'compaction.finished': typedSchema<Event<'compaction.finished'>>(
    { type: z.literal('compaction.finished'), note: TEXT, through: WHOLE, before: COUNT, after: COUNT },
    { usage: USAGE },
  ),
  'compaction.failed': typedSchema<Event<'compaction.failed'>>(
    { type: z.literal('compaction.failed'), cause: z.enum(['stopped', 'larger', 'reload', 'failed']) },
    { failure: FAILURE, usage: USAGE },
  ),
  'tool.started': typedSchema<Event<'tool.started'>>({ type: z.literal('tool.started'), call: CALL }),
  'tool.progress': typedSchema<Event<'tool.progress'>>({ type: z.literal('tool.progress'), call: CALL, text: TEXT }),
  'helper.stepped': typedSchema<Event<'helper.stepped'>>(
    { type: z.literal('helper.stepped'), call: CALL },
    { usage: USAGE },
  ),
  'tool.finished': typedSchema<Event<'tool.finished'>>({
    type: z.literal('tool.finished'),
    call: CALL,
    output: OUTPUT,
    display: DISPLAY,
    failed: z.boolean(),
  }),
  'command.changed': typedSchema<Event<'command.changed'>>({
    type: z.literal('command.changed'),
    call: CALL,
    ending: ENDING,
    durationMs: COUNT,
  }),
  'action.requested': typedSchema<Event<'action.requested'>>(
    { type: z.literal('action.requested'), call: CALL, action: ACTION },
    { asks: z.boolean(), reasons: z.array(REASON), suggestion: RULE },
  ),
  'action.updated': typedSchema<Event<'action.updated'>>(
    {
      type: z.literal('action.updated'),
      id: ID,
      cause: z.enum(['person', 'rebase', 'stale']),
      before: BLOB.nullable(),
      after: BLOB.nullable(),
      added: WHOLE,
      removed: WHOLE,
    },
    { proposed: BLOB.nullable() },
  ),
  'action.decided': typedSchema<Event<'action.decided'>>({
    type: z.literal('action.decided'),
    id: ID,
    decision: DECISION,
    by: BY,
  }),
  'action.failed': typedSchema<Event<'action.failed'>>({
    type: z.literal('action.failed'),
    id: ID,
    code: z.enum(['conflict', 'io', 'notSaved']),
    detail: TEXT,
  }),
  'action.undone': typedSchema<Event<'action.undone'>>({ type: z.literal('action.undone'), id: ID }),
  'files.changed': typedSchema<Event<'files.changed'>>(
    { type: z.literal('files.changed'), files: FILES },
    { call: CALL, more: WHOLE },
  ),
  'turn.changed': typedSchema<Event<'turn.changed'>>(
    {
      type: z.literal('turn.changed'),
      turn: NUMBER,
      files: z.array(typedSchema<Omit<NetChange, 'realPath'>>({ ...FILE, added: WHOLE, removed: WHOLE }, TRAITS)),
    },
    { more: WHOLE },
  ),
  'session.rewound': typedSchema<Event<'session.rewound'>>({
    type: z.literal('session.rewound'),
    turn: NUMBER,
    conversation: z.boolean(),
    files: FILES,
  }),
  'session.redone': typedSchema<Event<'session.redone'>>({ type: z.literal('session.redone'), files: FILES }),
  'entries.missing': typedSchema<Event<'entries.missing'>>(
    { type: z.literal('entries.missing') },
    { steps: WHOLE, turns: WHOLE },
  ),
};

const EVENT: z.ZodType<Shared> = anyOf<Shared>(SHARED_EVENTS);

/** An entry of an exported session. */
export const ENTRY: z.ZodType<Entry> = typedSchema<Entry>({ seq: WHOLE, at: COUNT, event: EVENT });
