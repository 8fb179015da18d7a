import type { Action, AgentEvent, EditAction } from '../../agent/events/events.ts';
import type { Block, CommandBlock, ConsentBlock, EditBlock, QuestionBlock } from './blocks.ts';
import { editCall } from './toolCalls.ts';
import type { TranscriptDraft } from './transcriptDraft.ts';

export function requestAction(draft: TranscriptDraft, event: Extract<AgentEvent, { type: 'action.requested' }>): void {
  const { call, action, asks, reasons, suggestion } = event;
  const why = reasons ? { why: { reasons, ...(suggestion ? { suggestion } : {}) } } : {};
  const block = editCall(draft, call);
  // Asked for twice, as only a damaged log has it, it is one action.
  const shown = draft.edit(hasAction(action.id));
  if (shown && shown !== block) return;
  if (action.type === 'edit' && block?.type === 'edit') {
    Object.assign(block, proposed(action, asks), why);
  } else if (action.type === 'edit' && block) {
    const { name, arguments: args } = block;
    const id = `edit-${action.id}`;
    draft.addToCall({ type: 'edit', id, call, name, arguments: args, ...proposed(action, asks), ...why });
  } else if (action.type === 'command' && block?.type === 'command') {
    block.state = 'pending';
    block.action = action.id;
    block.command = action.command;
    block.cwd = action.cwd;
    Object.assign(block, why);
  } else if (action.type === 'question' && block?.type === 'question') {
    const { id, question, choices, several } = action;
    Object.assign(block, { state: 'pending', action: id, question, choices, several });
  } else if (action.type === 'plan' && block?.type === 'question') {
    Object.assign(block, { state: 'pending', action: action.id, question: action.plan });
  } else if (isBesides(action)) {
    const { id, ...asked } = action;
    const helper = block?.name === 'explore' ? { helper: true as const } : {};
    draft.add({ type: 'consent', id: `consent-${id}`, action: id, asks: asked, ...helper, ...why, state: 'pending' });
  }
}

type ActionBlock = EditBlock | CommandBlock | QuestionBlock | ConsentBlock;

function hasAction(id: string) {
  return (block: Block): block is ActionBlock => 'action' in block && block.action === id;
}

/** What a call asks beside what its own block shows. */
function isBesides(action: Action): action is Extract<Action, { type: ConsentBlock['asks']['type'] }> {
  return ['read', 'input', 'fetch', 'tool', 'server'].includes(action.type);
}

/** An edit that does not ask is being made; older logs do not say. */
function proposed({ id, path, before, after, to, added, removed }: EditAction, asks = true) {
  return {
    state: asks ? ('pending' as const) : ('running' as const),
    action: id,
    path,
    creates: before === null,
    deletes: after === null,
    ...(to ? { renamedTo: to.path } : {}),
    added,
    removed,
  };
}

type ActionChange = Extract<
  AgentEvent,
  { type: 'action.updated' | 'action.decided' | 'action.failed' | 'action.undone' }
>;

export function changeAction(draft: TranscriptDraft, event: ActionChange, at: number): void {
  const block = draft.edit(hasAction(event.id));
  if (block?.type === 'edit') changeEdit(block, event);
  if (event.type !== 'action.decided') return;
  const accepted = event.decision.type === 'accepted';
  const cancelled = event.decision.type === 'cancelled';
  if (block?.type === 'command') {
    block.state = accepted ? 'running' : cancelled ? 'cancelled' : 'skipped';
    if (accepted) block.startedAt = at;
  }
  if (block?.type === 'question') {
    const answered = event.decision.type === 'answered' || event.decision.type === 'approved';
    block.state = answered ? 'answered' : cancelled ? 'cancelled' : 'skipped';
    if (event.decision.type === 'answered') block.answer = event.decision.answer;
    if (event.decision.type === 'approved') block.approved = event.decision.approvals;
    if (event.decision.type === 'rejected' && event.decision.feedback) block.feedback = event.decision.feedback;
  }
  if (block?.type === 'consent') block.state = accepted ? 'accepted' : cancelled ? 'cancelled' : 'rejected';
}

function changeEdit(block: EditBlock, event: ActionChange): void {
  switch (event.type) {
    case 'action.updated':
      block.added = event.added;
      block.removed = event.removed;
      block.creates = event.before === null;
      block.rebased = event.cause === 'rebase';
      delete block.trouble;
      return;
    case 'action.failed':
      block.state = 'pending';
      block.trouble = { code: event.code, detail: event.detail };
      return;
    case 'action.undone':
      block.state = 'undone';
      return;
    case 'action.decided':
      delete block.trouble;
      switch (event.decision.type) {
        case 'accepted':
          block.state = 'accepted';
          return;
        case 'acceptedWithChanges':
          block.state = 'changed';
          return;
        case 'rejected':
          block.state = 'rejected';
          if (event.decision.feedback !== undefined) block.feedback = event.decision.feedback;
          return;
        case 'cancelled':
          block.state = 'cancelled';
          if (event.decision.cause === 'lost') block.lost = true;
          return;
        // Those of questions and plans.
        default:
          return;
      }
    default:
      event satisfies never;
  }
}
