import type { VNode } from 'preact';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { useClock } from '../ui/useClock.ts';
import { waitingReason } from '../words/failureMessages.ts';
import { formatDuration } from '../words/format.ts';
import { t } from '../words/l10n.ts';

/** Why the next attempt of a step waits, and for how long; it stands beside Stop. */
export function RetryBar(): VNode | null {
  const { host } = usePanel();
  const activity = useModel((model) => model.transcript.activity);
  if (activity.type !== 'waiting') return null;
  return (
    <div class="waiting" data-block="notice" title={activity.failure.detail}>
      <span class="codicon codicon-clock" aria-hidden="true" />
      <span>
        {waitingReason(activity.failure.code)} <Countdown until={activity.until} />
      </span>
      <button type="button" class="link" onClick={() => host.post({ type: 'retryNow' })}>
        {t('Retry now')}
      </button>
    </div>
  );
}

function Countdown({ until }: { until: number }): string {
  const left = until - useClock(true);
  return left > 500 ? t('Next attempt in {0}', formatDuration(left)) : t('Trying again…');
}
