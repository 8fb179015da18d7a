import type { VNode } from 'preact';
import type { Approvals } from '../../src/protocol.ts';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';

/** What Kimi may do without asking; leads to the setting. */
export function ApprovalsButton(): VNode | null {
  const { host } = usePanel();
  const approvals = useModel((model) => model.state?.approvals);
  if (!approvals) return null;
  return (
    <button
      type="button"
      class="approvals"
      title={t('What Kimi may do without asking. Opens the settings.')}
      onClick={() => host.post({ type: 'runCommand', command: 'askKimi.openSettings' })}
    >
      <span class="codicon codicon-shield" aria-hidden="true" /> {approvalsLabel(approvals)}
    </button>
  );
}

function approvalsLabel(approvals: Approvals): string {
  switch (approvals) {
    case 'ask':
      return t('Asks first');
    case 'autoEdits':
      return t('Edits by itself');
    case 'auto':
      return t('Acts by itself');
    case 'plan':
      return t('Only plans');
  }
}
