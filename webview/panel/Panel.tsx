import type { VNode } from 'preact';
import { Composer } from '../composer/Composer.tsx';
import { SessionList } from '../sessions/SessionList.tsx';
import { useModel } from '../state/PanelContext.tsx';
import { TranscriptView } from '../transcript/TranscriptView.tsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { t } from '../words/l10n.ts';
import { Announcer } from './Announcer.tsx';
import { Header } from './Header.tsx';

export function Panel(): VNode {
  const view = useModel((model) => model.view);
  const sessionId = useModel((model) => model.sessionId);
  return (
    <div class="panel">
      <ErrorBoundary source={undrawn}>{() => <Header />}</ErrorBoundary>
      <ErrorBoundary source={undrawn} key={`${view} ${sessionId}`}>
        {() => (view === 'sessions' ? <SessionList /> : <TranscriptView />)}
      </ErrorBoundary>
      {view === 'sessions' ? null : <ErrorBoundary source={undrawn}>{() => <Composer />}</ErrorBoundary>}
      <ErrorBoundary source={undrawn}>{() => <Announcer />}</ErrorBoundary>
    </div>
  );
}

function undrawn(): string {
  return t('This part of the panel could not be drawn. Reload the window; nothing of the session is lost.');
}
