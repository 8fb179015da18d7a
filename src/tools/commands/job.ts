import * as z from 'zod';
import type { Job } from '../../agent/contracts/jobs.ts';
import type { Tool, ToolContext, ToolResult } from '../../agent/contracts/tool.ts';
import { describeEnding } from '../../agent/results/describeEnding.ts';
import { describeRefusal } from '../../agent/results/describeRefusal.ts';
import { describeOutput } from './describeOutput.ts';

const MAX_WAIT_S = 600;
/** What a program says to an answer. */
const AFTER_INPUT_MS = 2000;

const schema = z.object({
  action: z.enum(['list', 'read', 'write', 'stop']),
  id: z.string().optional(),
  input: z.string().min(1).optional().describe('For write; end it with \\n'),
  wait_s: z
    .int()
    .min(0)
    .max(MAX_WAIT_S)
    .optional()
    .describe('For read and write: wait so long for its end or a prompt'),
});

type Args = z.infer<typeof schema>;

export function job(): Tool<Args> {
  return {
    name: 'job',
    kind: 'run',
    description:
      'Commands in the background: list them, read what one printed since the last look, type into it, stop it.',
    schema,
    async run(args, context) {
      if (args.action === 'list') return list(context);
      const found = find(args.id, context);
      switch (args.action) {
        case 'read':
          if (!found.ending)
            await found.rest({ ms: (args.wait_s ?? 0) * 1000, silence: false, signal: context.signal });
          return await tell(found, 'read', context);
        case 'write':
          return await write(found, args, context);
        case 'stop':
          await found.stop();
          return await tell(found, 'stop', context);
      }
    },
  };
}

async function write(found: Job, { input, wait_s }: Args, context: ToolContext): Promise<ToolResult> {
  if (input === undefined) throw new Error('write needs input.');
  if (found.ending) throw new Error(`Job ${found.id} has ended: ${describeEnding(found.ending)}.`);
  const decision = await context.approve({ type: 'input', command: found.command, text: input });
  if (decision.type === 'rejected' || decision.type === 'cancelled')
    throw new Error(`Nothing was typed: ${describeRefusal(decision)}`);
  const ms = wait_s === undefined ? AFTER_INPUT_MS : wait_s * 1000;
  await context.recordChanges(async () => {
    found.write(input);
    await found.rest({ ms, silence: false, signal: context.signal });
  });
  return await tell(found, 'write', context);
}

function find(id: string | undefined, { jobs }: ToolContext): Job {
  const found = jobs.list().find((job) => job.id === id);
  if (found) return found;
  throw new Error(`There is no job ${id ?? 'without an id'} in this window.\n${wordJobs(jobs.list())}`);
}

async function tell(found: Job, action: 'read' | 'write' | 'stop', { jobs }: ToolContext): Promise<ToolResult> {
  const news = describeOutput(await found.news());
  return {
    output: `${wordJob(found)}\n${news}`,
    display: { type: 'jobs', action, command: found.command, running: running(jobs.list()) },
  };
}

function list({ jobs }: ToolContext): ToolResult {
  const all = jobs.list();
  return { output: wordJobs(all), display: { type: 'jobs', action: 'list', running: running(all) } };
}

function running(jobs: readonly Job[]): number {
  return jobs.filter(({ ending }) => !ending).length;
}

function wordJobs(jobs: readonly Job[]): string {
  return jobs.length === 0 ? 'No command of this session was left running.' : jobs.map(wordJob).join('\n');
}

function wordJob({ id, command, ending, durationMs }: Job): string {
  const state = ending ? describeEnding(ending) : 'running';
  return `Job ${id}: ${state}, after ${Math.round(durationMs / 1000)} s: ${command.split('\n', 1)[0]}`;
}
