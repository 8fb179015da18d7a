import * as z from 'zod';
import type { Job, Rest } from '../../agent/contracts/jobs.ts';
import type { Tool, ToolContext, ToolResult } from '../../agent/contracts/tool.ts';
import type { Workspace } from '../../agent/contracts/workspace.ts';
import { describeEnding } from '../../agent/results/describeEnding.ts';
import { describeRefusal } from '../../agent/results/describeRefusal.ts';
import { truncate } from '../../util/text/truncate.ts';
import { describeOutput } from './describeOutput.ts';

const DEFAULT_TIMEOUT_S = 120;
const MAX_TIMEOUT_S = 600;
/** What fails at once is told with the call that left it running. */
const BACKGROUND_MS = 1500;
/** The user has seen enough by then, and the log is spared the rest. */
const MAX_PROGRESS_LENGTH = 1_000_000;

const schema = z.object({
  command: z.string().min(1),
  timeout_s: z.int().min(1).max(MAX_TIMEOUT_S).optional().describe(`Default ${DEFAULT_TIMEOUT_S}`),
  background: z.boolean().optional().describe('Do not wait: for servers and watchers'),
});

export function runCommand(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'run_command',
    kind: 'run',
    description:
      'Run a shell command in the first folder of the workspace, each in a shell of its own, and return its exit code and output. One that takes longer than timeout_s or waits for input is left running in the background: see the tool job.',
    schema,
    run: (args, context) => runShellCommand(workspace, args, context),
  };
}

/** Runs a command once the gate lets it, in the first folder. Other tools that come down to a command run it so too. */
export async function runShellCommand(
  workspace: Workspace,
  { command, timeout_s, background = false }: z.infer<typeof schema>,
  context: ToolContext,
): Promise<ToolResult & { output: string }> {
  const cwd = workspace.folders()[0]?.path;
  if (cwd === undefined) throw new Error('No folder is open, so there is nowhere to run commands. Ask the person.');
  const { path: shown } = await workspace.resolve(cwd);
  const decision = await context.approve({ type: 'command', command, cwd: shown });
  if (decision.type === 'rejected' || decision.type === 'cancelled') {
    return {
      output: `The command was not run: ${describeRefusal(decision)}`,
      display: { type: 'command', ending: { type: 'skipped' }, durationMs: 0 },
    };
  }
  const ms = background ? BACKGROUND_MS : (timeout_s ?? DEFAULT_TIMEOUT_S) * 1000;
  const show = boundedProgress(context);
  const { job, rest } = await context.recordChanges(async () => {
    const job = await context.jobs.start({ command, cwd }, show.add);
    // Who gives it a time expects that it takes some.
    const silence = !background && timeout_s === undefined;
    const rest = await job.rest({ ms, silence, signal: context.signal });
    if (rest === 'aborted') await job.stop();
    return { job, rest };
  }, command);
  show.end();
  const news = await job.news();
  return {
    output: `${wordRest(job, background && rest === 'time' ? 'started' : rest, ms)}\n${describeOutput(news)}`,
    display: {
      type: 'command',
      ending: job.ending ?? { type: 'background', waits: rest === 'waits' },
      durationMs: job.durationMs,
    },
  };
}

/** What a command prints after its call is over is not told any more. */
function boundedProgress(context: ToolContext): { add(text: string): void; end(): void } {
  let left = MAX_PROGRESS_LENGTH;
  return {
    add(text) {
      if (left <= 0) return;
      left -= text.length;
      context.progress(left > 0 ? text : `${truncate(text, left + text.length)}\n[…]\n`);
    },
    end() {
      left = 0;
    },
  };
}

function wordRest(job: Job, rest: Rest | 'started', ms: number): string {
  const { ending, id } = job;
  if (ending?.type === 'exited') return ending.code === undefined ? 'Ended by a signal.' : `Exit code ${ending.code}.`;
  if (ending?.type === 'stopped') return 'Stopped by the person.';
  if (ending) return `Ended: ${describeEnding(ending)}.`;
  const runs = `It runs on in the background as job ${id}; what it changes from now on is not recorded for undoing.`;
  switch (rest) {
    case 'started':
      return `Started. ${runs}`;
    case 'waits':
      return `It seems to wait for input. ${runs} Answer it with the tool job (write), or stop it; the person can type too.`;
    case 'silent':
      return `It has printed nothing so far: it works, or waits for input. ${runs}`;
    case 'moved':
      return `The person moved it to the background. ${runs}`;
    default:
      return `Not done after ${Math.round(ms / 1000)} s. ${runs}`;
  }
}
