import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { pendingEdits } from '../../src/shared/transcript/reduce.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { FeedbackField } from '../ui/FeedbackField.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';

/** Decides several waiting edits at once, or shows them together. */
export function PendingEditsBar(): VNode | null {
  const count = useModel((model) => (model.readOnly ? 0 : pendingEdits(model.transcript).length));
  if (count < 2) return null;
  return (
    <div class="pending-bar">
      <span>{t('{0} edits wait for you', count)}</span>
      <PendingActions />
    </div>
  );
}

function PendingActions(): VNode {
  const { host } = usePanel();
  const unsaved = useModel((model) => model.unsaved.length > 0);
  const [rejecting, setRejecting] = useState(false);
  if (rejecting) {
    return (
      <FeedbackField
        label={t('Reject all')}
        onReject={(decision) => host.post({ type: 'rejectAll', decision })}
        onDone={() => setRejecting(false)}
      />
    );
  }
  return (
    <div class="actions">
      <Button
        appearance="primary"
        title={
          unsaved ? t('Some of these files have unsaved changes. Accepting saves them together with the edits.') : ''
        }
        onClick={() => host.post({ type: 'acceptAll' })}
      >
        {unsaved ? t('Accept and save all') : t('Accept all')}
      </Button>
      <Button onClick={() => setRejecting(true)}>{t('Reject all')}</Button>
      <Button onClick={() => host.post({ type: 'runCommand', command: 'askKimi.reviewAll' })}>{t('Open all')}</Button>
    </div>
  );
}
