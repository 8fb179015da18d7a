import type { VNode } from 'preact';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';

/** Accepts an edit. Where the file holds unsaved changes, which accepting saves as well, the button says so. */
export function AcceptButton({ action }: { action: string }): VNode {
  const { host } = usePanel();
  const unsaved = useModel((model) => model.unsaved.includes(action));
  return (
    <Button
      appearance="primary"
      title={unsaved ? t('You have unsaved changes in this file. Accepting saves them together with the edit.') : ''}
      onClick={() => host.post({ type: 'decide', action, decision: { type: 'accepted' } })}
    >
      {unsaved ? t('Accept and save') : t('Accept')}
    </Button>
  );
}
