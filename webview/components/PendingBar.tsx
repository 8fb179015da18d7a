import type { VNode } from 'preact';
import { pendingEdits } from '../../src/transcript.ts';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';
import { Button } from '../toolkit.tsx';

/** Decides several waiting edits at once. */
export function PendingBar(): VNode | null {
  const { host } = usePanel();
  const count = useModel((model) => (model.readOnly ? 0 : pendingEdits(model.transcript).length));
  if (count < 2) return null;
  return (
    <div class="pending-bar">
      <span>{t('{0} edits wait for you', count)}</span>
      <span class="actions">
        <Button appearance="primary" onClick={() => host.post({ type: 'acceptAll' })}>
          {t('Accept all')}
        </Button>
        <Button onClick={() => host.post({ type: 'rejectAll' })}>{t('Reject all')}</Button>
      </span>
    </div>
  );
}
