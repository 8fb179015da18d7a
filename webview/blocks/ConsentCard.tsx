import type { VNode } from 'preact';
import type { ConsentBlock } from '../../src/transcript.ts';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';
import { Button } from '../toolkit.tsx';

export function ConsentCard({ block }: { block: ConsentBlock }): VNode {
  return (
    <div class={block.state === 'pending' ? 'card asks' : 'card'}>
      <div class="consent-question">
        <span class="codicon codicon-eye" aria-hidden="true" />
        <span>
          {t('Read outside the workspace:')} <code>{block.path}</code>
        </span>
        <span class="outcome">{consentState(block.state)}</span>
      </div>
      {block.state === 'pending' ? <ConsentActions action={block.action} /> : null}
    </div>
  );
}

function consentState(state: ConsentBlock['state']): string {
  switch (state) {
    case 'pending':
      return '';
    case 'accepted':
      return t('accepted');
    case 'rejected':
      return t('rejected');
    case 'cancelled':
      return t('cancelled');
  }
}

function ConsentActions({ action }: { action: string }): VNode | null {
  const { host } = usePanel();
  const readOnly = useModel((model) => model.readOnly);
  if (readOnly) return null;
  return (
    <div class="actions">
      <Button
        appearance="primary"
        onClick={() => host.post({ type: 'decide', action, decision: { type: 'accepted' } })}
      >
        {t('Accept')}
      </Button>
      <Button onClick={() => host.post({ type: 'decide', action, decision: { type: 'rejected' } })}>
        {t('Reject')}
      </Button>
    </div>
  );
}
