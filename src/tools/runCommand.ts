import * as z from 'zod';
import type { Tool, ToolContext } from '../agent/tool.ts';
import { wordRefusal } from '../agent/wordRefusal.ts';
import type { CommandOutcome, Workspace } from '../agent/workspace.ts';
import { markData } from './markData.ts';
import { OutputExcerpt } from './outputExcerpt.ts';

const DEFAULT_TIMEOUT_S = 120;
const MAX_TIMEOUT_S = 600;
const MAX_RESULT_LENGTH = 30_000;
/** The person has seen enough by then, and the log is spared the rest. */
const MAX_PROGRESS_LENGTH = 1_000_000;

const schema = z.object({
  command: z.string().min(1),
  timeout_s: z.int().min(1).max(MAX_TIMEOUT_S).optional().describe(`Default ${DEFAULT_TIMEOUT_S}`),
});

export function runCommand(workspace: Workspace): Tool<z.infer<typeof schema>> {
  return {
    name: 'run_command',
    kind: 'run',
    description:
      'Run a shell command in the first folder of the workspace and wait for it. Nothing can be typed into it. Returns the exit code and the output, without the middle where it is long.',
    schema,
    async run({ command, timeout_s = DEFAULT_TIMEOUT_S }, context) {
      const cwd = workspace.folders()[0]?.path;
      if (cwd === undefined) throw new Error('No folder is open, so there is nowhere to run commands. Ask the person.');
      const { path: shown } = await workspace.resolve(cwd);
      const decision = await context.approve({ type: 'command', command, cwd: shown });
      if (decision.type === 'rejected' || decision.type === 'cancelled') {
        return {
          output: `The command was not run: ${wordRefusal(decision)}`,
          display: { type: 'command', ending: { type: 'skipped' }, durationMs: 0 },
        };
      }
      const output = new OutputExcerpt(MAX_RESULT_LENGTH);
      const show = boundedProgress(context);
      const onOutput = (text: string) => {
        output.add(text);
        show(text);
      };
      const spec = { command, cwd, timeoutMs: timeout_s * 1000 };
      const { ending, durationMs } = await context.recordChanges(async () => {
        const began = performance.now();
        const ending = await workspace.runCommand(spec, onOutput, context.signal);
        return { ending, durationMs: Math.round(performance.now() - began) };
      });
      const printed = withoutOverwritten(output.read());
      return {
        output: `${wordEnding(ending, timeout_s)}\n${printed ? markData('output', printed) : '(no output)'}`,
        display: { type: 'command', ending, durationMs },
      };
    },
  };
}

function boundedProgress(context: ToolContext): (text: string) => void {
  let left = MAX_PROGRESS_LENGTH;
  return (text) => {
    if (left <= 0) return;
    left -= text.length;
    context.progress(left > 0 ? text : `${text.slice(0, left + text.length)}\n[…]\n`);
  };
}

function wordEnding(outcome: CommandOutcome, timeoutS: number): string {
  switch (outcome.type) {
    case 'exited':
      return outcome.code === undefined ? 'Ended by a signal.' : `Exit code ${outcome.code}.`;
    case 'timedOut':
      return `Ended after its time of ${timeoutS} s was over. A larger timeout_s gives more, up to ${MAX_TIMEOUT_S}.`;
    case 'stopped':
      return 'Stopped by the person.';
  }
}

/** What a terminal would show in the end: progress bars write over themselves after a carriage return. */
function withoutOverwritten(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/\r+$/, ''))
    .map((line) => line.slice(line.lastIndexOf('\r') + 1))
    .join('\n')
    .replace(/[^\P{Cc}\t\n]/gu, '')
    .trimEnd();
}
