import path from 'node:path';
import type { CommandSpec, RunningCommand } from '../../agent/contracts/jobs.ts';
import type { CallKey } from '../../agent/events/events.ts';
import { CommandJob } from './commandJob.ts';
import { JobOutput } from './jobOutput.ts';

/** Nobody keeps an eye on more. */
const MAX_RUNNING = 8;
/** Jobs that have ended and are still told of. */
const MAX_ENDED = 20;

export interface SessionJobsParts {
  start(spec: CommandSpec, onOutput: (text: string) => void): Promise<RunningCommand>;
  /** Where what commands print is kept. */
  folder: string;
  onProblem(error: unknown): void;
}

/** The commands that one session has started in this window. A job has the name of the call that started it. */
export class SessionJobs {
  private readonly parts: SessionJobsParts;
  private readonly jobs = new Map<CallKey, CommandJob>();
  private readonly listeners = new Set<(job: CommandJob) => void>();

  constructor(parts: SessionJobsParts) {
    this.parts = parts;
  }

  /** See Jobs. */
  async start(call: CallKey, spec: CommandSpec, onOutput: (text: string) => void): Promise<CommandJob> {
    const running = this.list().filter((job) => job.inBackground);
    if (running.length >= MAX_RUNNING) {
      throw new Error(`${running.length} commands run in the background already. Stop one first: see the tool job.`);
    }
    const { folder, onProblem } = this.parts;
    const output = new JobOutput(path.join(folder, `${call}.txt`), onProblem);
    const command = await this.parts.start(spec, (text) => {
      output.add(text);
      onOutput(text);
      this.jobs.get(call)?.goOn();
    });
    const job = new CommandJob({
      ...spec,
      id: call,
      output,
      running: command,
      onChange: (changed) => {
        for (const listener of this.listeners) listener(changed);
      },
    });
    this.jobs.set(call, job);
    this.forgetOldest();
    return job;
  }

  list(): CommandJob[] {
    return [...this.jobs.values()];
  }

  find(call: CallKey): CommandJob | undefined {
    return this.jobs.get(call);
  }

  /** Calls back when a job that nobody waits for changed. Returns the function that ends it. */
  follow(listener: (job: CommandJob) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async stopAll(): Promise<void> {
    await Promise.all(this.list().map((job) => job.stop()));
  }

  private forgetOldest(): void {
    const ended = this.list().filter((job) => job.ending);
    for (const job of ended.slice(0, -MAX_ENDED)) this.jobs.delete(job.id);
  }
}
