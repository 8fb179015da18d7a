import { randomUUID } from 'node:crypto';
import type { ActionRequest, EditRequest, Question, Refusal } from '../../agent/contracts/tool.ts';
import type { ResolvedPath } from '../../agent/contracts/workspace.ts';
import type { Action, AgentEvent, Answer, Approval, CallKey, Decision, Why } from '../../agent/events/events.ts';
import type { History } from '../../agent/history/history.ts';
import type { Judgement } from '../../gate/judge.ts';
import type { Rule } from '../../gate/rules.ts';
import type { JudgedEdit, Proposals } from '../edits/proposals.ts';
import type { PermissionCheck } from './permissionCheck.ts';

/** `remember`: the rule that the question suggests is kept, for the session or for good. */
export type PersonDecision =
  | { type: 'accepted'; remember?: 'session' | 'always' }
  | { type: 'rejected'; feedback?: string };

export interface ConsentParts {
  history: History;
  proposals: Proposals;
  gatekeeper: PermissionCheck;
  /** See Permissions. */
  keepRule(rule: Rule): Promise<void>;
  emit(event: AgentEvent): void;
  onProblem(error: unknown): void;
}

/** The questions that a running turn asks the user, and what they answer. */
export class Approvals {
  private readonly parts: ConsentParts;
  private readonly questions = new Map<string, (decision: Decision) => void>();
  /** What the model wants to know: an answer, and no consent. */
  private readonly asked = new Map<string, (answer: Answer | Refusal) => void>();
  private readonly plans = new Map<string, (answer: Approval | Refusal) => void>();
  /** The rules that would have allowed what is asked. */
  private readonly suggestions = new Map<string, Rule>();
  /** After a reload, questions that the running turn has not asked again yet: they are answered when it has. */
  private readonly unasked = new Map<string, PromiseWithResolvers<void>>();

  constructor(parts: ConsentParts) {
    this.parts = parts;
  }

  /** What was undecided when the session was last open is about to be asked again. */
  expectAgain(): void {
    for (const id of this.parts.history.undecided.keys()) this.unasked.set(id, Promise.withResolvers());
  }

  /** See TurnParts. */
  async approve(
    call: CallKey,
    request: ActionRequest,
    waiting: () => void,
    signal: AbortSignal,
    tool?: string,
  ): Promise<Decision> {
    const { gatekeeper, emit } = this.parts;
    if (request.type === 'command') emit({ type: 'command.read', call, files: gatekeeper.filesOf(request.command) });
    const judgement = await gatekeeper.judge(call, request, tool);
    if (judgement.verdict === 'deny') return { type: 'cancelled', cause: causeOf(judgement) };
    if (request.type === 'edit') return await this.approveEdit(call, request, judgement, waiting, signal);
    if (judgement.verdict === 'allow') return { type: 'accepted' };
    const { reasons, suggestion } = judgement;
    // Where the workspace lies on this machine is not for the log.
    const asked = request.type === 'read' ? { type: request.type, path: request.path } : request;
    const id = this.request(call, (id) => ({ ...asked, id }), { reasons, ...(suggestion ? { suggestion } : {}) });
    if (suggestion) this.suggestions.set(id, suggestion);
    waiting();
    return await this.ask(id, signal);
  }

  /** See TurnParts. */
  async approveAll(
    call: CallKey,
    requests: readonly EditRequest[],
    waiting: () => void,
    signal: AbortSignal,
  ): Promise<Decision[]> {
    const { gatekeeper, proposals } = this.parts;
    const judged = await Promise.all(
      requests.map(async (request) => ({ request, judgement: await gatekeeper.judge(call, request) })),
    );
    const denial = judged.find(({ judgement }) => judgement.verdict === 'deny')?.judgement;
    if (denial) return judged.map(() => ({ type: 'cancelled', cause: causeOf(denial) }));
    const edits = judged.map(({ request, judgement }) => this.judgedEdit(request, judgement));
    const added = await proposals.addAll(call, edits);
    return await Promise.all(
      added.map(({ action }, index) => this.decideEdit(action.id, edits[index]?.asks ?? true, waiting, signal)),
    );
  }

  /** See ToolContext. */
  async mayRead(call: CallKey, file: ResolvedPath, tool?: string): Promise<boolean> {
    return (await this.parts.gatekeeper.judge(call, { type: 'read', ...file }, tool)).verdict === 'allow';
  }

  /** Asks the user what the model wants to know; `waiting` is called when it does. See ToolContext. */
  async askPerson(
    call: CallKey,
    question: Question,
    waiting: () => void,
    signal: AbortSignal,
  ): Promise<Answer | Refusal> {
    const id = this.request(call, (id) => ({ ...question, id }));
    waiting();
    const cancel = () => {
      this.cancel(id).catch(this.parts.onProblem);
    };
    return await this.wait(this.asked, id, cancel, signal);
  }

  /** Shows the user a plan; `waiting` is called when it does. See ToolContext. */
  async askApproval(
    call: CallKey,
    plan: string,
    waiting: () => void,
    signal: AbortSignal,
  ): Promise<Approval | Refusal> {
    const id = this.request(call, (id) => ({ type: 'plan', id, plan }));
    waiting();
    const cancel = () => {
      this.cancel(id).catch(this.parts.onProblem);
    };
    return await this.wait(this.plans, id, cancel, signal);
  }

  /** The user's yes to a plan. Does nothing where it is decided already. */
  async approvePlan(id: string, approvals: Approval['approvals']): Promise<void> {
    await this.unasked.get(id)?.promise;
    const tell = this.plans.get(id);
    if (!tell) return;
    const approved = { type: 'approved', approvals } as const;
    this.parts.emit({ type: 'action.decided', id, decision: approved, by: 'person' });
    tell(approved);
  }

  /** The user's answer to what the model asked. Does nothing where it is answered already. */
  async answer(id: string, answer: string): Promise<void> {
    await this.unasked.get(id)?.promise;
    const tell = this.asked.get(id);
    if (!tell) return;
    const answered = { type: 'answered', answer } as const;
    this.parts.emit({ type: 'action.decided', id, decision: answered, by: 'person' });
    tell(answered);
  }

  /** The user's word on an action. Does nothing for one that is decided already. */
  async decide(id: string, decision: PersonDecision): Promise<void> {
    await this.unasked.get(id)?.promise;
    const { proposals } = this.parts;
    if (!proposals.get(id)) {
      if (decision.type === 'accepted' && decision.remember) await this.remember(id, decision.remember);
      const skips = (this.asked.has(id) || this.plans.has(id)) && decision.type === 'rejected';
      if (skips || this.questions.has(id))
        this.close(id, decision.type === 'accepted' ? { type: 'accepted' } : decision);
      return;
    }
    const done =
      decision.type === 'accepted'
        ? await proposals.accept(id, 'person')
        : await proposals.drop(id, decision, 'person');
    if (done) this.questions.get(id)?.(done);
  }

  /** A call has ended: where its question was not answered, because it failed when it ran again after a reload, nobody will. */
  callEnded(call: CallKey): void {
    for (const [id, by] of this.parts.history.undecided) {
      if (by !== call) continue;
      this.markAsked(id);
      this.cancel(id).catch(this.parts.onProblem);
    }
  }

  async cancelAll(): Promise<void> {
    for (const id of [...this.parts.history.undecided.keys()]) await this.cancel(id);
  }

  /** An edit that was proposed before the window closed waits on. */
  async askAgain(id: string, waiting: () => void, signal: AbortSignal): Promise<Decision> {
    waiting();
    return await this.ask(id, signal);
  }

  private async approveEdit(
    call: CallKey,
    request: EditRequest,
    judgement: Judgement,
    waiting: () => void,
    signal: AbortSignal,
  ): Promise<Decision> {
    const edit = this.judgedEdit(request, judgement);
    const { action } = await this.parts.proposals.add(call, edit);
    return await this.decideEdit(action.id, edit.asks, waiting, signal);
  }

  /** The one verdict on an edit. What the user has not saved is saved with their consent alone. */
  private judgedEdit(request: EditRequest, { verdict, reasons }: Judgement): JudgedEdit {
    return { request, reasons, asks: verdict !== 'allow' || this.parts.proposals.takesUnsaved(request) };
  }

  private async decideEdit(id: string, asks: boolean, waiting: () => void, signal: AbortSignal): Promise<Decision> {
    waiting();
    const applied = asks ? undefined : await this.parts.proposals.accept(id, 'policy');
    return applied ?? (await this.ask(id, signal));
  }

  private async remember(id: string, scope: 'session' | 'always'): Promise<void> {
    const rule = this.suggestions.get(id);
    if (!rule) return;
    if (scope === 'session') this.parts.emit({ type: 'rule.added', rule });
    else await this.parts.keepRule(rule);
  }

  /** A call that asked before the window was reloaded asks the same question still. */
  private request(call: CallKey, action: (id: string) => Action, why: Why = {}): string {
    const asked = [...this.parts.history.undecided].find(([, by]) => by === call)?.[0];
    if (asked !== undefined) return asked;
    const id = randomUUID();
    this.parts.emit({ type: 'action.requested', call, action: action(id), asks: true, ...why });
    return id;
  }

  /** Waits for the user's decision, or for the turn to be stopped, which cancels the action. */
  private async ask(id: string, signal: AbortSignal): Promise<Decision> {
    return await this.wait(this.questions, id, (resolve) => resolve(this.cancel(id)), signal);
  }

  private async wait<T>(
    waiting: Map<string, (word: T) => void>,
    id: string,
    onAbort: (resolve: (word: T | Promise<T>) => void) => void,
    signal: AbortSignal,
  ): Promise<T> {
    const { promise, resolve } = Promise.withResolvers<T>();
    const cancel = () => onAbort(resolve);
    waiting.set(id, resolve);
    this.markAsked(id);
    signal.addEventListener('abort', cancel, { once: true });
    if (signal.aborted) cancel();
    try {
      return await promise;
    } finally {
      signal.removeEventListener('abort', cancel);
      waiting.delete(id);
    }
  }

  private markAsked(id: string): void {
    this.unasked.get(id)?.resolve();
    this.unasked.delete(id);
  }

  /** Resolves with the decision that stands, which another may have made meanwhile. */
  private async cancel(id: string): Promise<Decision> {
    const decision: Decision = { type: 'cancelled', cause: 'stopped' };
    if (this.parts.proposals.get(id)) return await this.parts.proposals.drop(id, decision, 'person');
    this.close(id, decision);
    return decision;
  }

  private close(id: string, decision: Decision): void {
    this.parts.emit({ type: 'action.decided', id, decision, by: 'person' });
    this.questions.get(id)?.(decision);
    if (decision.type !== 'rejected' && decision.type !== 'cancelled') return;
    this.asked.get(id)?.(decision);
    this.plans.get(id)?.(decision);
  }
}

function causeOf({ reasons }: Judgement): 'forbidden' | 'rule' | 'untrusted' {
  const type = reasons[0]?.type;
  return type === 'rule' || type === 'untrusted' ? type : 'forbidden';
}
