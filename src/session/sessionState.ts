import type { Workspace } from '../agent/contracts/workspace.ts';
import type { AgentEvent, BlobRef, CallKey, Entry } from '../agent/events/events.ts';
import type { ForeignDefinition } from '../agent/events/externalTools.ts';
import { History } from '../agent/history/history.ts';
import { EMPTY_TRANSCRIPT, reduce, type Transcript } from '../shared/transcript/reduce.ts';
import { Git } from '../util/system/git.ts';
import { Checkpoints } from './checkpoints/checkpoints.ts';
import { CommandRecorder } from './checkpoints/commandRecorder.ts';
import { FileRecorder } from './checkpoints/fileRecorder.ts';
import { FileTimeline } from './checkpoints/fileTimeline.ts';
import type { WindowWrites } from './checkpoints/windowWrites.ts';
import { Approvals } from './consent/approvals.ts';
import { PermissionCheck, type Permissions } from './consent/permissionCheck.ts';
import { Edits } from './edits/edits.ts';
import { Proposals } from './edits/proposals.ts';
import { Journal } from './log/journal.ts';

export interface StateParts {
  workspace: Workspace;
  permissions: Permissions;
  writes: WindowWrites;
  keep(bytes: Uint8Array): Promise<BlobRef>;
  /** The same, for what a power cut may take. */
  keepCopy(bytes: Uint8Array): Promise<BlobRef>;
  read(ref: BlobRef): Promise<Uint8Array>;
  /** See Store. */
  outputs: string;
  /** Gets each new entry, after the state has taken it in. */
  publish(entry: Entry): void;
  /** Resolves when what was published is on disk. */
  sync(): Promise<void>;
  /** Makes sure that files may be brought back now. Throws where they may not. */
  prepareRewind(): Promise<void>;
  onProblem: (error: unknown) => void;
}

/** What follows from a session's entries so far, and from every later one. */
export class SessionState {
  readonly history = new History();
  readonly edits = new Edits();
  readonly timeline = new FileTimeline();
  readonly journal: Journal;
  readonly proposals: Proposals;
  private readonly commands: CommandRecorder;
  readonly checkpoints: Checkpoints;
  readonly consents: Approvals;
  transcript: Transcript;
  /** The names of what the model is offered; undefined for a session from before that was noted. */
  tools: string[] | undefined;
  /** What it is offered from elsewhere. */
  foreign: ForeignDefinition[] = [];
  stepOpen = false;
  /** Somebody gave the session its title, which is its first prompt's beginning otherwise. */
  named = false;
  private readonly gatekeeper: PermissionCheck;
  private isRetired = false;

  constructor(entries: readonly Entry[], parts: StateParts) {
    const { workspace, permissions, writes, keep, read, onProblem } = parts;
    const { history, edits, timeline } = this;
    const emit = (event: AgentEvent) => this.emit(event);
    const recorder = new FileRecorder({ workspace, writes, emit, keep });
    this.journal = new Journal(entries.at(-1)?.seq ?? 0, (entry) => {
      if (this.isRetired) return;
      this.fold(entry);
      this.transcript = reduce(this.transcript, [entry]);
      parts.publish(entry);
    });
    this.proposals = new Proposals({
      workspace,
      edits,
      emit,
      keep,
      read,
      record: (call, paths, work) => recorder.record(call, paths, work),
      image: (path) => recorder.image(path),
      sync: parts.sync,
      onProblem,
    });
    const git = new Git(permissions.trusted);
    this.commands = new CommandRecorder({ workspace, git, writes, emit, keep: parts.keepCopy, onProblem });
    const prepare = parts.prepareRewind;
    this.checkpoints = new Checkpoints({ workspace, timeline, writes, prepare, emit, keep, read });
    this.gatekeeper = new PermissionCheck({ permissions, workspace, history, read, outputs: parts.outputs });
    this.consents = new Approvals({
      history,
      proposals: this.proposals,
      gatekeeper: this.gatekeeper,
      keepRule: (rule) => permissions.keepRule(rule),
      emit,
      onProblem,
    });
    this.transcript = reduce(EMPTY_TRANSCRIPT, entries);
    for (const entry of entries) this.fold(entry);
  }

  /** Another reading of the log took its place: what is still under way tells nothing any more. */
  get retired(): boolean {
    return this.isRetired;
  }

  retire(): void {
    this.isRetired = true;
    this.proposals.dispose();
  }

  /** See CommandRecorder. A command that changes nothing for certain costs no recording. */
  async record<T>(call: CallKey, work: () => Promise<T>, command?: string): Promise<T> {
    if (command !== undefined && this.gatekeeper.onlyReads(command)) return await work();
    return await this.commands.record(call, work);
  }

  emit(event: AgentEvent): void {
    this.journal.emit(event);
  }

  private fold({ event }: Entry): void {
    this.history.apply(event);
    this.edits.apply(event);
    this.timeline.apply(event);
    this.gatekeeper.apply(event);
    if (event.type === 'session.created') {
      this.tools = event.tools;
      this.foreign = event.foreign ?? [];
    }
    if (event.type === 'session.renamed') this.named = true;
    if (event.type === 'step.started') this.stepOpen = true;
    if (event.type === 'step.finished' || event.type === 'step.interrupted') this.stepOpen = false;
  }
}
