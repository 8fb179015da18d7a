import type { VNode } from 'preact';
import { t } from '../l10n.ts';
import { useModel } from '../PanelContext.tsx';
import { TranscriptView } from '../transcript/TranscriptView.tsx';
import { Announcer } from './Announcer.tsx';
import { Boundary } from './Boundary.tsx';
import { Composer } from './Composer.tsx';
import { Header } from './Header.tsx';
import { SessionList } from './SessionList.tsx';

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
