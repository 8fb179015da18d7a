import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Approvals } from '../../src/shared/protocol.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { t } from '../words/l10n.ts';

/** The ways of working, one click apart; a last button leads to all of them. */
export function ApprovalsControl(): VNode | null {
  const { host } = usePanel();
  const approvals = useModel((model) => model.state?.approvals);
  if (!approvals) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out in a way of its own
    <div class="approvals" role="group" aria-label={t('How edits are made')}>
      <button
        type="button"
        aria-pressed={approvals === 'plan'}
        title={t('Kimi only plans and changes nothing.')}
        onClick={() => host.post({ type: 'setApprovals', approvals: 'plan' })}
      >
        {t('Plan')}
      </button>
      <button
        type="button"
        aria-pressed={approvals === 'ask'}
        title={t('Every edit waits for you.')}
        onClick={() => host.post({ type: 'setApprovals', approvals: 'ask' })}
      >
        {t('Review')}
      </button>
      <button
        type="button"
        aria-pressed={approvals === 'autoEdits' || approvals === 'auto'}
        title={t(
          'Edits inside the workspace are made at once, and commands run unless they are dangerous. Look at what changed afterwards, keep it or undo it.',
        )}
        onClick={() => host.post({ type: 'setApprovals', approvals: 'auto' })}
      >
        {t('Auto')}
      </button>
      <button
        type="button"
        class="approvals-more"
        aria-label={t('More ways of working')}
        title={t('More ways of working (Ctrl+.)')}
        onClick={() => host.post({ type: 'runCommand', command: 'askKimi.selectApprovals' })}
      >
        <span class="codicon codicon-chevron-down" aria-hidden="true" />
      </button>
      <Change approvals={approvals} />
    </div>
  );
}

/** Tells a screen reader of a change, wherever it was made. */
function Change({ approvals }: { approvals: Approvals }): VNode {
  const first = useRef(approvals);
  const changed = useRef(false);
  changed.current ||= approvals !== first.current;
  return (
    <span class="visually-hidden" role="status">
      {changed.current ? approvalsWords(approvals) : ''}
    </span>
  );
}

function approvalsWords(approvals: Approvals): string {
  switch (approvals) {
    case 'ask':
      return t('Every edit waits for you.');
    case 'autoEdits':
      return t('Edits inside the workspace are made at once.');
    case 'auto':
      return t('Edits inside the workspace are made at once. Commands run unless they are dangerous.');
    case 'plan':
      return t('Kimi only plans and changes nothing.');
  }
}
