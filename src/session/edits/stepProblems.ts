import type { NewProblems, ProblemWatch, Workspace } from '../../agent/contracts/workspace.ts';
import type { CallKey } from '../../agent/events/events.ts';

/** What the edits of a step do to the problems of their files: asked once for all of them, when the last one is written. */
export class StepProblems {
  private readonly workspace: Pick<Workspace, 'watchProblems'>;
  /** By path, with the call that wrote the file last. */
  private readonly files = new Map<string, { watch: ProblemWatch; call: CallKey }>();

  constructor(workspace: Pick<Workspace, 'watchProblems'>) {
    this.workspace = workspace;
  }

  /** A call is about to write a file. */
  watch(call: CallKey, absolutePath: string): void {
    const known = this.files.get(absolutePath)?.watch;
    known?.again();
    this.files.set(absolutePath, { watch: known ?? this.workspace.watchProblems(absolutePath), call });
  }

  /** The new problems of all files, each with the call that wrote it last; nothing of them is known here after that. */
  async take(signal: AbortSignal): Promise<ReadonlyMap<CallKey, NewProblems>> {
    const files = [...this.files.values()];
    this.files.clear();
    // An edit that is on disk did not fail where its problems cannot be had.
    const unknown = () => ({ compared: false, problems: [] });
    const news = await Promise.all(
      files.map(async ({ watch, call }) => ({ call, ...(await watch.news(signal).catch(unknown)) })),
    );
    const calls = new Map<CallKey, NewProblems>();
    for (const { call, compared, problems } of news) {
      const others = calls.get(call);
      calls.set(call, {
        compared: compared && others?.compared !== false,
        problems: [...(others?.problems ?? []), ...problems],
      });
    }
    return calls;
  }
}
