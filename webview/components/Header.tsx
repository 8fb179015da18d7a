import type { VNode } from 'preact';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';
import { IconButton } from './IconButton.tsx';

export function Header(): VNode {
  const { store } = usePanel();
  const title = useModel((model) => model.transcript.title);
  const view = useModel((model) => model.view);
  if (view === 'sessions') {
    return (
      <header class="header">
        <IconButton icon="arrow-left" label={t('Back to the conversation')} onClick={() => store.show('chat')} />
        <h1>{t('Sessions')}</h1>
      </header>
    );
  }
  return (
    <header class="header">
      <h1 title={title}>{title || t('New session')}</h1>
      <IconButton icon="history" label={t('Sessions')} onClick={() => store.show('sessions')} />
    </header>
  );
}
