import type { VNode } from 'preact';
import type { ConsentBlock } from '../../src/transcript.ts';
import { t } from '../l10n.ts';
import { DecisionButtons } from './DecisionButtons.tsx';

export function ConsentCard({ block }: { block: ConsentBlock }): VNode {
  return (
    <div class={block.state === 'pending' ? 'card asks' : 'card'}>
      <div class="consent-question">
        <Question block={block} />
        <span class="outcome">{consentState(block.state)}</span>
      </div>
      {block.state === 'pending' ? (
        <DecisionButtons action={block.action} yes={t('Accept')} no={t('Reject')} why={whyOf(block)} />
      ) : null}
    </div>
  );
}

function Question({ block: { asks, why } }: { block: ConsentBlock }): VNode {
  // Older logs do not say why: then it was this.
  const outside = why?.reasons?.some(({ type }) => type === 'outside') ?? true;
  switch (asks.type) {
    case 'read':
      return (
        <>
          <span class="codicon codicon-eye" aria-hidden="true" />
          <span>
            {outside ? t('Read outside the workspace:') : t('Read:')} <code>{asks.path}</code>
          </span>
        </>
      );
    case 'fetch':
      return (
        <>
          <span class="codicon codicon-globe" aria-hidden="true" />
          <span>
            {asks.local ? t('Fetch from {0}, in your own network:', asks.host) : t('Fetch from {0}:', asks.host)}{' '}
            <code>{asks.url}</code>
          </span>
        </>
      );
  }
}

/** The question itself says that a place is outside. */
function whyOf({ why }: ConsentBlock): ConsentBlock['why'] {
  return why && { ...why, reasons: why.reasons?.filter(({ type }) => type !== 'outside' && type !== 'local') ?? [] };
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
