import type { VNode } from 'preact';
import type { PanelState } from '../../src/shared/protocol.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { formatCompact, formatCost, formatCount, formatShare } from '../words/format.ts';
import { t } from '../words/l10n.ts';
import { costWords, USAGE_DETAILS_ID, UsageDetails } from './UsageDetails.tsx';

/** The share of the window from which the meter warns. */
const NEARLY_FULL = 0.8;

export function Footer(): VNode {
  const { host } = usePanel();
  const state = useModel((model) => model.state);
  if (!state) return <footer class="footer" />;
  return (
    <footer class="footer">
      <button
        type="button"
        title={t('Select the endpoint (Ctrl+Alt+,)')}
        aria-label={t('Endpoint: {0}', state.endpoint.label)}
        onClick={() => host.post({ type: 'runCommand', command: 'askKimi.selectEndpoint' })}
      >
        {state.endpoint.label}
      </button>
      <button
        type="button"
        title={t('Select the model (Ctrl+Alt+.)')}
        aria-label={t('Model: {0}', state.endpoint.model)}
        onClick={() => host.post({ type: 'runCommand', command: 'askKimi.selectModel' })}
      >
        {state.endpoint.model}
      </button>
      {state.endpoint.scripted ? (
        <span class="badge" title={t('The bundled simulator answers, not Kimi.')}>
          {t('Scripted answers')}
        </span>
      ) : null}
      {state.endpoint.webSearch ? (
        <span
          class="badge"
          title={t(
            'The endpoint may search the web, for {0} a search.',
            formatCost(state.endpoint.webSearch.usdPerCall),
          )}
        >
          {t('Web search')}
        </span>
      ) : null}
      <span class="spring" />
      <Tokens state={state} />
    </footer>
  );
}

/** Only usage matters here, not the words that stream. Opens the details. */
function Tokens({ state }: { state: PanelState }): VNode | null {
  const held = useModel((model) => model.transcript.contextTokens);
  const total = useModel((model) => model.transcript.totalUsage);
  if (held === undefined) return null;
  const share = Math.min(1, held / state.endpoint.contextWindow);
  const title = t(
    '{0} of {1} tokens of the context window. Shows what was used.',
    formatCount(held),
    formatCount(state.endpoint.contextWindow),
  );
  return (
    <>
      <button
        type="button"
        class={share >= NEARLY_FULL ? 'tokens nearly-full' : 'tokens'}
        title={title}
        {...{ popovertarget: USAGE_DETAILS_ID }}
      >
        <span>{t('{0} tokens', formatCompact(held))}</span>
        <meter min={0} max={1} high={NEARLY_FULL} value={share} aria-label={t('Share of the context window')} />
        <span>{formatShare(share)}</span>
        {total.cost ? <span>{costWords(total)}</span> : null}
      </button>
      <UsageDetails />
    </>
  );
}
