import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import { describeRefusal } from '../../agent/results/describeRefusal.ts';

const schema = z.object({ plan: z.string().min(1).describe('Markdown') });

export function proposePlan(): Tool<z.infer<typeof schema>> {
  return {
    name: 'propose_plan',
    kind: 'run',
    description: 'In plan mode: show the person your plan and wait until it is approved.',
    schema,
    async run({ plan }, context) {
      const answer = await context.askApproval(plan);
      const output =
        answer.type === 'approved'
          ? `The person approved the plan: plan mode is over. ${MODES[answer.approvals]} Do it now.`
          : `The plan is not approved, and plan mode goes on: ${describeRefusal(answer)}`;
      return { output, display: { type: 'question' } };
    },
  };
}

const MODES = {
  ask: 'Each edit is shown to the person first.',
  autoEdits: 'Edits in the workspace are applied at once.',
};
