import * as z from 'zod';
import type { Hazard, Reason } from '../../gate/reasons.ts';
import type { Rule } from '../../gate/rules.ts';
import { TEXT } from './plainSchemas.ts';
import { anyOf, type Member, typedSchema } from './typedSchema.ts';

const HAZARDS: Record<Hazard, true> = {
  deletion: true,
  discards: true,
  history: true,
  forcePush: true,
  system: true,
  permissions: true,
  privileges: true,
  install: true,
  inlineCode: true,
  freshCode: true,
  publishes: true,
  credentials: true,
  configuration: true,
  remote: true,
  environment: true,
};

const HAZARD = z.string().refine((name): name is Hazard => Object.hasOwn(HAZARDS, name));

export const RULE = typedSchema<Rule>(
  { decision: z.enum(['allow', 'ask', 'deny']) },
  { tool: TEXT, path: TEXT, command: TEXT, host: TEXT },
);

const OF_PATH = typedSchema<Member<Reason, 'secret'>>({
  type: z.enum(['outside', 'protected', 'excluded', 'secret']),
  path: TEXT,
});

/** Why an action asked. */
export const REASON: z.ZodType<Reason> = anyOf<Reason>({
  approvals: typedSchema<Member<Reason, 'approvals'>>({ type: z.literal('approvals') }),
  plan: typedSchema<Member<Reason, 'plan'>>({ type: z.literal('plan') }),
  untrusted: typedSchema<Member<Reason, 'untrusted'>>({ type: z.literal('untrusted') }),
  rule: typedSchema<Member<Reason, 'rule'>>({ type: z.literal('rule'), rule: RULE }),
  outside: OF_PATH,
  protected: OF_PATH,
  excluded: OF_PATH,
  secret: OF_PATH,
  hazard: typedSchema<Member<Reason, 'hazard'>>({ type: z.literal('hazard'), hazard: HAZARD, command: TEXT }),
  unclear: typedSchema<Member<Reason, 'unclear'>>({ type: z.literal('unclear') }),
  local: typedSchema<Member<Reason, 'local'>>({ type: z.literal('local'), host: TEXT }),
  web: typedSchema<Member<Reason, 'web'>>({ type: z.literal('web') }),
});
