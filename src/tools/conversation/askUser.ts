import * as z from 'zod';
import type { Tool } from '../../agent/contracts/tool.ts';
import { describeRefusal } from '../../agent/results/describeRefusal.ts';

const MAX_CHOICES = 8;

const schema = z.object({
  question: z.string().min(1),
  choices: z
    .array(z.string().min(1))
    .max(MAX_CHOICES)
    .optional()
    .describe('Answers to choose from; another may be written'),
  several: z.boolean().optional().describe('More than one may be chosen'),
});

export function askUser(): Tool<z.infer<typeof schema>> {
  return {
    name: 'ask_user',
    kind: 'run',
    description: 'Ask the person what you need to know and cannot find out, and wait for the answer.',
    schema,
    async run({ question, choices = [], several = false }, context) {
      const answer = await context.ask({ type: 'question', question, choices, several });
      const words =
        answer.type === 'answered' ? `The person answered: ${answer.answer}` : `No answer: ${describeRefusal(answer)}`;
      return { output: words, display: { type: 'question' } };
    },
  };
}
