import type { VNode } from 'preact';
import { useModel } from '../PanelContext.tsx';
import { TranscriptView } from '../transcript/TranscriptView.tsx';
import { Announcer } from './Announcer.tsx';
import { Composer } from './Composer.tsx';
import { Header } from './Header.tsx';
import { SessionList } from './SessionList.tsx';

export function Panel(): VNode {
  const view = useModel((model) => model.view);
  const sessionId = useModel((model) => model.sessionId);
  return (
    <div class="panel">
      <Header />
      {view === 'sessions' ? <SessionList /> : <TranscriptView key={sessionId} />}
      {view === 'sessions' ? null : <Composer />}
      <Announcer />
    </div>
  );
}
