import type { VNode } from 'preact';
import { Composer } from '../composer/Composer.tsx';
import { SessionList } from '../sessions/SessionList.tsx';
import { useModel } from '../state/PanelContext.tsx';
import { TranscriptView } from '../transcript/TranscriptView.tsx';
import { Boundary } from '../ui/ErrorBoundary.tsx';
import { t } from '../words/l10n.ts';
import { Announcer } from './Announcer.tsx';
import { Header } from './Header.tsx';

export function Panel(): VNode {
  const view = useModel((model) => model.view);
  const sessionId = useModel((model) => model.sessionId);
  return (
    <div class="panel">
      <Boundary source={undrawn}>{() => <Header />}</Boundary>
      <Boundary source={undrawn} key={`${view} ${sessionId}`}>
        {() => (view === 'sessions' ? <SessionList /> : <TranscriptView />)}
      </Boundary>
      {view === 'sessions' ? null : <Boundary source={undrawn}>{() => <Composer />}</Boundary>}
      <Boundary source={undrawn}>{() => <Announcer />}</Boundary>
    </div>
  );
}

function undrawn(): string {
  return t('This part of the panel could not be drawn. Reload the window; nothing of the session is lost.');
}
