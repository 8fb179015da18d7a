import type { VNode } from 'preact';
import type { Usage } from '../../src/shared/protocol.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { formatCompact, formatCost, formatCount, formatShare } from '../words/format.ts';
import { t } from '../words/l10n.ts';

/** The element's id, for the button that opens it. */
export const USAGE_DETAILS_ID = 'usage-details';

/** What the last step, the turn and the session took: tokens by kind, and their price. */
export function UsageDetails(): VNode {
  const step = useModel((model) => model.transcript.lastUsage) ?? { prompt: 0, completion: 0 };
  const turn = useModel((model) => model.transcript.turnUsage);
  const session = useModel((model) => model.transcript.totalUsage);
  const tellsBalance = useModel((model) => model.state?.endpoint.tellsBalance);
  const { host } = usePanel();
  const columns = [step, turn, session];
  const row = (name: string, cell: (usage: Usage) => string, part = false) => (
    <tr class={part ? 'part' : undefined}>
      <th scope="row">{name}</th>
      {columns.map((usage, index) => (
        <td key={index}>{cell(usage)}</td>
      ))}
    </tr>
  );
  return (
    <div id={USAGE_DETAILS_ID} class="usage-details" popover="auto" role="dialog" aria-label={t('Usage')}>
      <table>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('Step')}</th>
            <th scope="col">{t('Turn')}</th>
            <th scope="col">{t('Session')}</th>
          </tr>
        </thead>
        <tbody>
          {row(t('Input'), (usage) => formatCompact(usage.prompt))}
          {row(t('from the cache'), cachedWords, true)}
          {row(t('Output'), (usage) => formatCompact(usage.completion))}
          {row(t('reasoning'), (usage) => (usage.reasoning ? formatCompact(usage.reasoning) : '–'), true)}
          {session.builtinCalls ? row(t('Searches'), (usage) => formatCount(usage.builtinCalls ?? 0)) : null}
          {row(t('Price'), costWords)}
        </tbody>
      </table>
      <p>{basis(session)}</p>
      <p class="usage-actions">
        <button
          type="button"
          class="link"
          onClick={() => host.post({ type: 'runCommand', command: 'askKimi.compact' })}
        >
          {t('Compact the session')}
        </button>
        {tellsBalance ? (
          <button
            type="button"
            class="link"
            onClick={() => host.post({ type: 'runCommand', command: 'askKimi.showBalance' })}
          >
            {t('Show the balance')}
          </button>
        ) : null}
      </p>
    </div>
  );
}

/** An estimate wears a tilde; an endpoint whose prices nobody knows shows none. */
export function costWords({ cost }: Usage): string {
  if (!cost) return '–';
  return cost.by === 'estimate' ? `~${formatCost(cost.usd)}` : formatCost(cost.usd);
}

function cachedWords({ cached, prompt }: Usage): string {
  return cached === undefined || prompt === 0 ? '–' : formatShare(cached / prompt);
}

function basis({ cost, estimated }: Usage): string {
  if (estimated) return t('The endpoint reports no usage: these are estimates.');
  if (!cost) return t('The prices of this endpoint are not known.');
  return cost.by === 'estimate'
    ? t('The price is an estimate from the endpoint’s list.')
    : t('The price is what the endpoint reported.');
}
