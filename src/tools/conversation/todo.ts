import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';

const schema = z.object({
  items: z
    .array(z.object({ text: z.string().min(1), state: z.enum(['open', 'active', 'done']) }))
    .min(1)
    .describe('The whole plan, in order'),
});

export function todo(): Tool<z.infer<typeof schema>> {
  return {
    name: 'todo',
    kind: 'read',
    description: 'Show the person your plan for work of several steps; call it again as items are done.',
    schema,
    async run({ items }) {
      const done = items.filter(({ state }) => state === 'done').length;
      return { output: `The person sees the plan: ${done} of ${items.length} done.`, display: { type: 'plan', items } };
    },
  };
}
