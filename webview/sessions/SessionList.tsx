import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionSummary } from '../../src/shared/protocol.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Button, ProgressRing } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';
import { SessionRow } from './SessionRow.tsx';

export function SessionList(): VNode {
  const { host, store } = usePanel();
  const newest = useModel((model) => model.sessions);
  const held = useRef(newest);
  const [renaming, setRenaming] = useState(false);
  // A row that moves loses the focus, and what is typed into it.
  if (!renaming) held.current = newest;
  const sessions = held.current;
  const behind = useModel((model) => model.state?.behind.join());
  const [sought, setSought] = useState('');
  // What other sessions do is part of the list.
  useEffect(() => host.post({ type: 'listSessions' }), [host, behind]);
  const begin = (): void => {
    host.post({ type: 'newSession' });
    store.show('chat');
  };
  const importOne = (): void => host.post({ type: 'runCommand', command: 'askKimi.importSession' });
  const found = sessions?.filter(({ title }) => title.toLocaleLowerCase().includes(sought.trim().toLocaleLowerCase()));
  const rows = (wanted: (session: SessionSummary) => boolean) =>
    found?.filter(wanted).map((session) => <SessionRow key={session.id} session={session} onRenaming={setRenaming} />);
  return (
    <main class="sessions">
      <div class="sessions-head">
        <Button appearance="primary" onClick={begin}>
          {t('New session')}
        </Button>
        <IconButton icon="folder-opened" label={t('Import a session')} onClick={importOne} />
      </div>
      <input
        type="search"
        class="text-field"
        aria-label={t('Search sessions')}
        placeholder={t('Search sessions')}
        value={sought}
        onInput={(event) => setSought(event.currentTarget.value)}
      />
      {sessions === undefined ? <ProgressRing /> : null}
      {sessions?.length === 0 ? <p class="dim">{t('No sessions yet.')}</p> : null}
      {sessions && sessions.length > 0 && found?.length === 0 ? (
        <p class="dim" role="status">
          {t('No session is called that.')}
        </p>
      ) : null}
      <ul aria-label={t('Sessions')}>{rows((session) => !session.elsewhere)}</ul>
      {found?.some((session) => session.elsewhere) ? (
        <>
          <h2 class="dim">{t('In other folders')}</h2>
          <ul aria-label={t('Sessions in other folders')}>{rows((session) => session.elsewhere !== undefined)}</ul>
        </>
      ) : null}
    </main>
  );
}
