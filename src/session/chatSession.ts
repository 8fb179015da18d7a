import { randomUUID } from 'node:crypto';
import { MediaRefused } from '../agent/contracts/media.ts';
import type { Model } from '../agent/contracts/model.ts';
import type { AgentEvent, Approval, BlobRef, CallKey, CommandEnding, Entry, Prompt } from '../agent/events/events.ts';
import { promptContent } from '../agent/history/history.ts';
import type { ReadOnly } from '../shared/readOnly.ts';
import { reduce, type Transcript } from '../shared/transcript/reduce.ts';
import type { Checkpoints } from './checkpoints/checkpoints.ts';
import type { PersonDecision } from './consent/approvals.ts';
import { createSessionEvent } from './createSessionEvent.ts';
import type { Proposal } from './edits/proposals.ts';
import type { SessionJobs } from './jobs/sessionJobs.ts';
import { SessionStorage } from './log/sessionStorage.ts';
import type { OpenOptions } from './log/store.ts';
import { SessionError } from './sessionError.ts';
import type { SessionParts } from './sessionParts.ts';
import { SessionState } from './sessionState.ts';
import { SessionTitle } from './sessionTitle.ts';
import { prepareCompaction, type SessionCompactionParts } from './turn/prepareCompaction.ts';
import { PromptQueue } from './turn/promptQueue.ts';
import { runSessionTurn } from './turn/sessionTurn.ts';
import { SpendingLimit } from './turn/spendingLimit.ts';

/** Opens an earlier session, or a new one, of which nothing is on disk before its first prompt. */
export async function openSession(parts: SessionParts, id?: string): Promise<ChatSession> {
  const session = new ChatSession(parts, id ?? randomUUID());
  if (id !== undefined) await session.load('free');
  return session;
}

/** One conversation: its log, what follows from it, and the turn that runs in it. */
export class ChatSession {
  readonly id: string;
  private readonly parts: SessionParts;
  private readonly listeners = new Set<(entries: readonly Entry[]) => void>();
  private readonly resetListeners = new Set<() => void>();
  private readonly savingListeners = new Set<() => void>();
  private state: SessionState;
  private readonly storage: SessionStorage;
  private readonly jobs: SessionJobs;
  private readonly unfollowJobs: () => void;
  private readonly spending: SpendingLimit;
  private starting = false;
  private readonly naming = new SessionTitle();
  /** What the user wrote on while a turn ran. */
  readonly waiting: PromptQueue;
  /** What a compaction is to keep in mind that the user asked for while a turn runs. */
  private wish: string | undefined;
  private running: { model: Model; controller: AbortController; done: Promise<void> } | undefined;

  constructor(parts: SessionParts, id: string) {
    this.parts = parts;
    this.id = id;
    this.storage = new SessionStorage(parts.store, id, {
      onLost: () => this.lose(),
      onUnsaved: () => this.tellSaving(),
    });
    this.spending = new SpendingLimit(() => this.transcript.totalUsage.cost?.usd ?? 0, parts.spendingLimit);
    this.jobs = parts.jobs.of(id, parts.store.outputs(id));
    this.unfollowJobs = this.jobs.follow((job) => this.tellJob(job.id, job.state, job.durationMs));
    this.state = this.stateFrom([]);
    this.waiting = new PromptQueue({
      transcript: () => this.transcript,
      model: () => this.running?.model,
      writes: () => !this.readOnly,
      judge: (model, prompt) => this.judge(model, prompt),
      start: (prompt, waiting) => this.startPrompt(prompt, waiting),
      emit: (event) => this.emit(event),
      confirm: () => this.storage.confirm(),
    });
  }

  get transcript(): Transcript {
    return this.state.transcript;
  }

  /** Why this session can only be read here; undefined where it can be written. */
  get readOnly(): ReadOnly | undefined {
    return this.storage.readOnly;
  }

  /** Calls back with every entry that follows `transcript`. Returns the function that ends it. */
  onEntries(listener: (entries: readonly Entry[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Calls back when `transcript` was read anew or `readOnly` changed. Returns the function that ends it. */
  onReset(listener: () => void): () => void {
    this.resetListeners.add(listener);
    return () => this.resetListeners.delete(listener);
  }

  /** Why this conversation is not being saved; undefined while it is. Nothing of it is lost as long as its window is open. */
  get unsaved(): string | undefined {
    return this.storage.unsaved;
  }

  /** Resolves with whether all of it is in its log, once that was tried. */
  async isSaved(): Promise<boolean> {
    this.state.journal.flush();
    return await this.storage.write();
  }

  /** Calls back when `unsaved` changed. Returns the function that ends it. */
  onSaving(listener: () => void): () => void {
    this.savingListeners.add(listener);
    return () => this.savingListeners.delete(listener);
  }

  /**
   * Runs a turn. Resolves when the agent rests, whatever the outcome. Rejects, with nothing changed, when no turn can begin:
   * ModelError when the endpoint is not ready, MediaRefused when it would not take what is attached, SessionError when a turn runs
   * already or the session can only be read here, also where another window took it and this one did not know yet.
   */
  async send(prompt: Prompt): Promise<void> {
    await this.startPrompt(prompt);
  }

  /**
   * Goes on with an interrupted, stopped or failed turn. Resolves and rejects as `send` does. One that the spending limit
   * paused may spend as much again.
   */
  async resume(): Promise<void> {
    await this.startTurn(undefined, async (model) => {
      this.spending.grant();
      this.emit({ type: 'turn.resumed', model: model.id });
    });
  }

  /**
   * Has the model write a note that takes the place of what was said so far; `focus` is what matters to the user. Resolves once
   * that has begun: with `later` where the running turn does it before its next step or as it ends, with `nothing` where there
   * is too little to compact. Rejects as `send` does.
   */
  async compact(focus: string): Promise<'begun' | 'later' | 'nothing'> {
    if (this.running && !this.transcript.compacting) {
      this.wish = focus;
      return 'later';
    }
    this.assertResting();
    if (!this.storage.exists) return 'nothing';
    return await this.start(async (model) => {
      await this.begin(model);
      const compaction = prepareCompaction(this.workOf(model), focus);
      if (compaction) this.running = this.run(model, compaction);
      return compaction ? 'begun' : 'nothing';
    });
  }

  /** Resolves when no turn runs, and what the last one said is on disk. */
  async rests(): Promise<void> {
    await this.running?.done;
    await this.naming.done();
  }

  stop(): void {
    this.running?.controller.abort();
  }

  /** Tries a failed step again at once, where the turn waits to. */
  retryNow(): void {
    this.running?.model.retryNow();
  }

  /** What the user does about a command that runs; nothing where it has ended. */
  async handleCommand(call: CallKey, action: 'stop' | 'move' | 'show'): Promise<void> {
    await this.jobs.find(call)?.[action]();
  }

  /** The user's word on an action. Does nothing for one that is decided already. */
  async decide(action: string, decision: PersonDecision): Promise<void> {
    this.storage.assertWritable();
    await this.state.consents.decide(action, decision);
  }

  /** The user's answer to what the model asked. Does nothing where it is answered already. */
  async answer(action: string, answer: string): Promise<void> {
    this.storage.assertWritable();
    await this.state.consents.answer(action, answer);
  }

  /** The user's yes to a plan. Does nothing where it is decided already. */
  async approvePlan(action: string, approvals: Approval['approvals']): Promise<void> {
    this.storage.assertWritable();
    await this.state.consents.approvePlan(action, approvals);
  }

  async updateProposal(action: string, after: string): Promise<void> {
    await this.state.proposals.update(action, after);
  }

  /** Edits that wait for the user, in the order in which they were proposed. */
  proposals(): Proposal[] {
    return this.state.proposals.asking();
  }

  async editTexts(action: string): Promise<{ before: string | null; after: string | null }> {
    return await this.state.proposals.texts(action);
  }

  /** 'changed', and nothing done: the file no longer holds what was accepted. `overwrite` undoes even so. */
  async undo(action: string, options?: { overwrite: boolean }): Promise<'undone' | 'changed'> {
    this.storage.assertWritable();
    const edit = this.state.edits.byAction.get(action);
    if (!edit) throw new SessionError('unknownEdit', 'That edit is not part of this session.');
    const result = await this.state.proposals.undo(edit, options?.overwrite ?? false);
    if (!this.running) await this.checkpoints.tellChanges(edit.turn);
    return result;
  }

  /** Going back and forward again; nothing is brought back while a turn runs or another window writes the session. */
  get checkpoints(): Checkpoints {
    return this.state.checkpoints;
  }

  async rename(title: string): Promise<void> {
    await this.storage.confirm();
    this.emit({ type: 'session.renamed', title });
    await this.storage.confirm();
    await this.save();
  }

  /** All of it, as it stands on disk. */
  async entries(): Promise<Entry[]> {
    this.state.journal.flush();
    return await this.storage.entries();
  }

  async readBlob(ref: BlobRef): Promise<Uint8Array> {
    return await this.storage.readBlob(ref);
  }

  async keepBlob(bytes: Uint8Array): Promise<BlobRef> {
    return await this.storage.keepBlob(bytes);
  }

  /** Writes this session from now on, here and not in the other window. One that could not be written is tried again. */
  async takeOver(): Promise<void> {
    await this.load(this.readOnly?.type === 'otherWindow' ? 'force' : 'free');
  }

  /** The window has other folders now: the session may belong to none of them any more, or belong here again. */
  async followFolders(): Promise<void> {
    if (!(await this.storage.isMisplaced(this.parts.place().folders))) return;
    this.stop();
    await this.rests();
    await this.load('free');
  }

  /** Ends the running turn as a closing window would, writes what is left, and gives the log up. */
  async close(): Promise<void> {
    this.unfollowJobs();
    this.state.proposals.dispose();
    this.state.journal.flush();
    this.listeners.clear();
    this.naming.stop();
    await this.storage.close();
    this.running?.controller.abort();
  }

  /** Reads the session from disk. A turn that was cut off is marked so, or waits on for the decisions that it waited for. */
  async load(claim: OpenOptions['claim']): Promise<void> {
    const entries = await this.storage.open(claim, this.parts.place().folders);
    this.state.retire();
    this.state = this.stateFrom(entries);
    if (this.storage.writes) await this.wake();
    else this.storage.follow(this.transcript.seq, (fresh) => this.followOther(fresh));
    this.tellReset();
  }

  private tellReset(): void {
    for (const listener of this.resetListeners) listener();
  }

  /** Throws where the endpoint would not take what is attached. */
  private async judge(model: Model, prompt: Prompt): Promise<void> {
    const refusal = await model.refusal(this.state.history.messages, promptContent(prompt));
    if (refusal) throw new MediaRefused(refusal);
  }

  private async startPrompt(prompt: Prompt, queued?: string): Promise<void> {
    const judge = (model: Model) => this.judge(model, prompt);
    await this.startTurn(judge, async (model) => {
      await this.closeInterruptedTurn();
      this.tellPlace();
      const planning = this.parts.permissions.approvals() === 'plan' ? { planning: true as const } : {};
      this.emit({
        type: 'turn.started',
        prompt,
        model: model.id,
        ...(queued === undefined ? {} : { queued }),
        ...planning,
      });
    });
  }

  /** The last turn is done: the next prompt that waits begins another. */
  private goOn(): void {
    const { next } = this.waiting;
    if (!next || !this.storage.writes || this.running || this.starting) return;
    this.startPrompt(next.prompt, next.id).catch(this.parts.onProblem);
  }

  private async wake(): Promise<void> {
    const { state } = this;
    await state.proposals.restore();
    this.tellJobs();
    if (this.transcript.compacting) this.emit({ type: 'compaction.failed', cause: 'reload' });
    const { activity } = this.transcript;
    if (activity.type !== 'working' && activity.type !== 'waiting') return;
    if (state.stepOpen) this.emit({ type: 'step.interrupted', cause: 'reload' });
    else if (this.asksStill() && (await this.waitOn())) return;
    await state.checkpoints.tellChanges(state.timeline.turn);
    this.emit({ type: 'turn.finished', outcome: { type: 'interrupted' } });
  }

  /** What became of commands that were left running while the session was not open. */
  private tellJobs(): void {
    for (const block of this.transcript.blocks) {
      if (block.type !== 'command' || block.ending?.type !== 'background') continue;
      const job = this.jobs.find(block.call);
      if (!job?.inBackground) this.tellJob(block.call, job?.state ?? { type: 'lost' }, job?.durationMs ?? 0);
    }
  }

  private tellJob(call: CallKey, ending: CommandEnding, durationMs: number): void {
    if (this.storage.writes) this.emit({ type: 'command.changed', call, ending, durationMs });
  }

  /** Whether something waits for the user that can go on. A helper is gone, with what it asked. */
  private asksStill(): boolean {
    const { history, consents } = this.state;
    const delegating = (call: CallKey) =>
      this.parts.tools.some(({ name, delegates }) => delegates && name === history.open.get(call)?.name);
    for (const call of new Set(history.undecided.values())) if (delegating(call)) consents.callEnded(call);
    return history.undecided.size > 0;
  }

  /** Goes on waiting for decisions; no request is made before the user has given one. */
  private async waitOn(): Promise<boolean> {
    const model = await this.parts.model(this.storage.media).catch(() => undefined);
    if (!model) return false;
    await this.begin(model);
    this.state.consents.expectAgain();
    this.runTurn(model).done.catch(this.parts.onProblem);
    return true;
  }

  /** `judge` throws where no turn can begin. */
  private async startTurn(
    judge: ((model: Model) => Promise<void>) | undefined,
    first: (model: Model) => Promise<void>,
  ): Promise<void> {
    const running = await this.start(async (model) => {
      await judge?.(model);
      await this.begin(model);
      await this.storage.confirm();
      await first(model);
      await this.storage.confirm();
      return this.runTurn(model);
    });
    await running.done;
  }

  /** Nothing else begins meanwhile. */
  private async start<T>(work: (model: Model) => Promise<T>): Promise<T> {
    this.assertResting();
    this.naming.stop();
    this.starting = true;
    try {
      return await work(await this.parts.model(this.storage.media));
    } finally {
      this.starting = false;
    }
  }

  private assertResting(): void {
    if (this.running || this.starting) throw new SessionError('turnRuns', 'A turn is running in this session.');
    this.storage.assertWritable();
  }

  private runTurn(model: Model): NonNullable<typeof this.running> {
    const work = this.workOf(model);
    const turn = {
      ...work,
      jobs: this.jobs,
      limits: this.parts.limits,
      spending: this.spending,
      keep: (bytes: Uint8Array) => this.keepBlob(bytes),
      takeWish: () => this.takeWish(),
    };
    this.running = this.run(model, async (signal) => {
      const completed = await runSessionTurn(turn, signal);
      const wish = this.takeWish();
      const compaction = completed && wish !== undefined ? prepareCompaction(work, wish) : undefined;
      return compaction ? await compaction(signal) : completed;
    });
    return this.running;
  }

  /** What the model works with, in turns and beside them. */
  private workOf(model: Model): SessionCompactionParts {
    const { state, parts } = this;
    const tools = [
      ...parts.tools.filter((tool) => state.tools?.includes(tool.name) ?? tool.shows === undefined),
      ...(parts.foreign ? state.foreign.map(parts.foreign.tool, parts.foreign) : []),
    ];
    return { sessionId: this.id, model, state, tools };
  }

  /** `work` resolves with whether the session goes on with what waits. */
  private run(model: Model, work: (signal: AbortSignal) => Promise<boolean>): NonNullable<typeof this.running> {
    const controller = new AbortController();
    const { state } = this;
    const run = async () => {
      let goesOn = false;
      try {
        goesOn = await work(controller.signal);
      } finally {
        this.running = undefined;
        await this.save();
      }
      if (!goesOn || state.retired) return;
      if (this.parts.titles()) this.naming.begin(model, this.id, state, () => this.save());
      this.goOn();
    };
    return { model, controller, done: run() };
  }

  private takeWish(): string | undefined {
    const { wish } = this;
    this.wish = undefined;
    return wish;
  }

  /** Answers what an interrupted turn left open, so that the next prompt follows a whole exchange. */
  private async closeInterruptedTurn(): Promise<void> {
    const { history, consents } = this.state;
    await consents.cancelAll();
    const message = 'The turn was interrupted before this call was done, and the person went on with another prompt.';
    for (const call of [...history.open.keys()]) {
      const display = { type: 'error' as const, message };
      this.emit({ type: 'tool.finished', call, output: `ERROR: ${message}`, display, failed: true });
    }
  }

  /** Also of a session whose log was damaged, or never came to hold how it begins. */
  private async begin(model: Model): Promise<void> {
    if (!this.storage.exists) await this.storage.create(this.parts.place());
    if (!this.state.history.begun) this.emit(await createSessionEvent(this.parts, model.sees));
  }

  /** Folders may have been opened and closed since the session began, and it may be a copy from elsewhere. */
  private tellPlace(): void {
    const { described } = this.parts.place();
    if (!this.state.history.knowsPlace(described)) this.emit({ type: 'folders.changed', described });
  }

  private async save(): Promise<void> {
    await this.storage.save(this.transcript).catch(this.parts.onProblem);
  }

  private emit(event: AgentEvent): void {
    this.state.emit(event);
  }

  private stateFrom(entries: readonly Entry[]): SessionState {
    const { workspace, permissions, writes, onProblem } = this.parts;
    return new SessionState(entries, {
      workspace,
      permissions,
      writes,
      outputs: this.parts.store.outputs(this.id),
      keep: (bytes) => this.keepBlob(bytes),
      keepCopy: (bytes) => this.storage.keepBlob(bytes, false),
      read: (ref) => this.readBlob(ref),
      publish: (entry) => {
        this.storage.append(entry);
        for (const listener of this.listeners) listener([entry]);
      },
      sync: () => this.storage.sync(),
      prepareRewind: async () => {
        this.assertResting();
        await this.closeInterruptedTurn();
      },
      onProblem,
    });
  }

  private tellSaving(): void {
    for (const listener of this.savingListeners) listener();
  }

  private followOther(fresh: Entry[]): void {
    this.state.transcript = reduce(this.state.transcript, fresh);
    for (const listener of this.listeners) listener(fresh);
  }

  /** Another window took the session: the turn here ends without a trace in the log, and this window reads along. */
  private lose(): void {
    const { running } = this;
    this.tellReset();
    this.load('none').catch((error: unknown) => this.parts.onProblem(error));
    running?.controller.abort();
  }
}
