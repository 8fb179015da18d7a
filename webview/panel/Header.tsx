import type { VNode } from 'preact';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { t } from '../words/l10n.ts';

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
      <SessionsButton />
    </header>
  );
}

/** Opens the list of sessions, and says what those that are not shown are doing. */
function SessionsButton(): VNode {
  const { store } = usePanel();
  const waiting = useModel((model) => model.state?.behind.filter((standing) => standing === 'waiting').length ?? 0);
  const working = useModel((model) => model.state?.behind.filter((standing) => standing === 'working').length ?? 0);
  const open = (): void => store.show('sessions');
  if (waiting > 0)
    return <IconButton icon="bell-dot" label={t('Sessions ({0} waiting for you)', waiting)} onClick={open} />;
  if (working > 0)
    return (
      <IconButton icon="loading codicon-modifier-spin" label={t('Sessions ({0} working)', working)} onClick={open} />
    );
  return <IconButton icon="history" label={t('Sessions')} onClick={open} />;
}
