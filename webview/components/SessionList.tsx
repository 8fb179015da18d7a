import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SessionSummary } from '../../src/protocol.ts';
import { formatAgo } from '../format.ts';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';
import { Button, ProgressRing, TextField } from '../toolkit.tsx';
import { IconButton } from './IconButton.tsx';

export function SessionList(): VNode {
  const { host, store } = usePanel();
  const sessions = useModel((model) => model.sessions);
  useEffect(() => host.post({ type: 'listSessions' }), [host]);
  const begin = (): void => {
    host.post({ type: 'newSession' });
    store.show('chat');
  };
  return (
    <main class="sessions">
      <Button appearance="primary" onClick={begin}>
        {t('New session')}
      </Button>
      {sessions === undefined ? <ProgressRing /> : null}
      {sessions?.length === 0 ? <p class="dim">{t('No sessions yet.')}</p> : null}
      <ul aria-label={t('Sessions')}>
        {sessions?.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </main>
  );
}

function SessionRow({ session }: { session: SessionSummary }): VNode {
  const { host } = usePanel();
  const [mode, setMode] = useState<'shown' | 'renaming' | 'deleting'>('shown');
  const name = session.title || t('Untitled session');
  const done = (): void => setMode('shown');
  switch (mode) {
    case 'renaming':
      return (
        <li class="session">
          <RenameField session={session} onDone={done} />
        </li>
      );
    case 'deleting':
      return (
        <li class="session deleting">
          <span>{t('Delete “{0}” for good?', name)}</span>
          <span class="actions">
            <Button appearance="primary" onClick={() => host.post({ type: 'deleteSession', id: session.id })}>
              {t('Delete')}
            </Button>
            <Button onClick={done}>{t('Cancel')}</Button>
          </span>
        </li>
      );
    case 'shown':
      return (
        <li class={session.current ? 'session current' : 'session'}>
          <OpenButton session={session} name={name} />
          <span class="session-actions">
            <IconButton icon="edit" label={t('Rename “{0}”', name)} onClick={() => setMode('renaming')} />
            <IconButton icon="trash" label={t('Delete “{0}”', name)} onClick={() => setMode('deleting')} />
          </span>
        </li>
      );
  }
}

function OpenButton({ session, name }: { session: SessionSummary; name: string }): VNode {
  const { host, store } = usePanel();
  const open = (): void => {
    if (session.current) store.show('chat');
    else host.post({ type: 'openSession', id: session.id });
  };
  return (
    <button type="button" class="session-open" aria-current={session.current ? 'true' : undefined} onClick={open}>
      <span class="session-title">{name}</span>
      <span class="dim">{formatAgo(session.updatedAt, Date.now())}</span>
    </button>
  );
}

function RenameField({ session, onDone }: { session: SessionSummary; onDone: () => void }): VNode {
  const { host } = usePanel();
  const field = useRef<HTMLInputElement>(null);
  const rename = (): void => {
    const title = field.current?.value.trim() ?? '';
    if (title !== '' && title !== session.title) host.post({ type: 'renameSession', id: session.id, title });
    onDone();
  };
  return (
    <>
      <TextField label={t('Title')} value={session.title} fieldRef={field} onEnter={rename} onEscape={onDone} />
      <IconButton icon="check" label={t('Save title')} onClick={rename} />
      <IconButton icon="close" label={t('Cancel')} onClick={onDone} />
    </>
  );
}
