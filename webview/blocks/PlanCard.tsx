import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { QuestionBlock } from '../../src/shared/transcript/reduce.ts';
import { Markdown } from '../markdown/Markdown.tsx';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { FeedbackField } from '../ui/FeedbackField.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';
import { partialArgument } from '../words/partialArgument.ts';
import { StateIcon } from './StateIcon.tsx';

/** What Kimi would do, for the user to approve. */
export function PlanCard({ block }: { block: QuestionBlock }): VNode {
  const asks = block.state === 'pending';
  const plan = block.question || (partialArgument(block.arguments, 'plan') ?? '');
  return (
    <div class={asks ? 'card asks' : 'card'}>
      <div class="plan-title">
        <PlanIcon state={block.state} />
        <span class="verb">{t('Proposed plan')}</span>
        <span class="outcome">{outcomeOf(block)}</span>
      </div>
      <div class="proposed-plan" dir="auto">
        <Markdown text={plan} finished={block.state !== 'streaming'} />
      </div>
      {block.feedback === undefined ? null : <p class="question-answer">{block.feedback}</p>}
      {block.display?.type === 'error' ? <p class="card-note">{block.display.message}</p> : null}
      {asks && block.action ? <Approval action={block.action} /> : null}
    </div>
  );
}

function PlanIcon({ state }: Pick<QuestionBlock, 'state'>): VNode {
  switch (state) {
    case 'pending':
    case 'answered':
      return <span class="codicon codicon-checklist" aria-hidden="true" />;
    case 'skipped':
      return <StateIcon state="cancelled" icon="checklist" />;
    default:
      return <StateIcon state={state} icon="checklist" />;
  }
}

function outcomeOf({ state, approved }: QuestionBlock): string {
  if (approved === 'ask') return t('approved: Review');
  if (approved === 'autoEdits') return t('approved: Auto Edits');
  return state === 'skipped' ? t('not approved') : '';
}

function Approval({ action }: { action: string }): VNode | null {
  const { host } = usePanel();
  const readOnly = useModel((model) => model.readOnly);
  const [planning, setPlanning] = useState(false);
  if (readOnly) return null;
  if (planning)
    return (
      <FeedbackField
        label={t('Keep planning')}
        onReject={(decision) => host.post({ type: 'decide', action, decision })}
        onDone={() => setPlanning(false)}
      />
    );
  return (
    <div class="actions">
      <Button appearance="primary" onClick={() => host.post({ type: 'approvePlan', action, approvals: 'ask' })}>
        {t('Approve, review edits')}
      </Button>
      <Button onClick={() => host.post({ type: 'approvePlan', action, approvals: 'autoEdits' })}>
        {t('Approve, auto edits')}
      </Button>
      <Button onClick={() => setPlanning(true)}>{t('Keep planning…')}</Button>
    </div>
  );
}
