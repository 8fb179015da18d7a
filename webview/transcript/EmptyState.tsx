import type { VNode } from 'preact';
import type { PanelState } from '../../src/shared/protocol.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';

export function EmptyState(): VNode | null {
  const state = useModel((model) => model.state);
  if (!state) return null;
  return (
    <div class="empty">
      <span class="codicon codicon-sparkle empty-icon" aria-hidden="true" />
      <h2>{t('Ask Kimi')}</h2>
      <p class="dim">{whatKimiDoes(state)}</p>
      {state.endpoint.scripted ? (
        <p class="callout">
          {t('No endpoint is set up: the answers are scripted by the bundled simulator. They are not from Kimi.')}
        </p>
      ) : null}
      {state.key === 'missing' ? <KeyMissing label={state.endpoint.label} /> : null}
      {state.workspace === 'none' ? <NoFolder /> : null}
      {state.key !== 'missing' && state.workspace === 'open' ? <Suggestions /> : null}
      <Tour />
    </div>
  );
}

function whatKimiDoes({ approvals, trusted, workspace }: PanelState): string {
  if (approvals === 'plan' || (workspace === 'open' && !trusted)) return t('Kimi reads your code and changes nothing.');
  return approvals === 'ask'
    ? t('Kimi reads, changes and runs your code. You review every edit before it is saved.')
    : t('Kimi reads, changes and runs your code.');
}

function KeyMissing({ label }: { label: string }): VNode {
  const { host } = usePanel();
  return (
    <div class="empty-step">
      <p>{t('{0} needs an API key. It is kept in the system’s secret storage.', label)}</p>
      <Button appearance="primary" onClick={() => host.post({ type: 'runCommand', command: 'askKimi.setApiKey' })}>
        {t('Set API key')}
      </Button>
      <Button onClick={() => host.post({ type: 'runCommand', command: 'askKimi.selectEndpoint' })}>
        {t('Select endpoint')}
      </Button>
    </div>
  );
}

function NoFolder(): VNode {
  const { host } = usePanel();
  return (
    <div class="empty-step">
      <p>{t('No folder is open, so there are no files to read or change.')}</p>
      <Button onClick={() => host.post({ type: 'runCommand', command: 'askKimi.openFolder' })}>
        {t('Open folder')}
      </Button>
    </div>
  );
}

function Tour(): VNode {
  const { host } = usePanel();
  return (
    <button
      type="button"
      class="link"
      onClick={() => host.post({ type: 'runCommand', command: 'askKimi.openWalkthrough' })}
    >
      {t('Take the tour')}
    </button>
  );
}

function Suggestions(): VNode {
  const { draft } = usePanel();
  const suggestions = useModel((model) => model.suggestions);
  const take = (text: string): void => {
    draft.write(text);
    draft.focus();
  };
  return (
    <ul class="suggestions" aria-label={t('Suggestions')}>
      {suggestions.map((text) => (
        <li key={text}>
          <button type="button" onClick={() => take(text)}>
            {text}
          </button>
        </li>
      ))}
    </ul>
  );
}
