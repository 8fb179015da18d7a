import type { VNode } from 'preact';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';

/** Says why Kimi changes nothing here, and leads to what changes that. */
export function TrustBar(): VNode | null {
  const { host } = usePanel();
  const untrusted = useModel(({ state }) => state?.workspace === 'open' && !state.trusted);
  if (!untrusted) return null;
  return (
    <div class="pending-bar" role="status">
      <span>{t('You do not trust this folder: Kimi reads and answers here; edits and commands are off.')}</span>
      <Button onClick={() => host.post({ type: 'runCommand', command: 'workbench.trust.manage' })}>
        {t('Manage trust')}
      </Button>
    </div>
  );
}
