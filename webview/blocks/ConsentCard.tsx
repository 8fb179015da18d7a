import type { VNode } from 'preact';
import type { ConsentBlock } from '../../src/transcript.ts';
import { t } from '../l10n.ts';
import { DecisionButtons } from './DecisionButtons.tsx';

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
      {block.state === 'pending' ? <DecisionButtons action={block.action} yes={t('Accept')} no={t('Reject')} /> : null}
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
