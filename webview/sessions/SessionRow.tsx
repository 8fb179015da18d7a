import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { SessionStatus, SessionSummary } from '../../src/shared/protocol.ts';
import { usePanel } from '../state/PanelContext.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Button, TextField } from '../ui/toolkit.tsx';
import { folderNames } from '../words/folderNames.ts';
import { formatAgo, formatCost } from '../words/format.ts';
import { t } from '../words/l10n.ts';

interface SessionRowProps {
  session: SessionSummary;
  /** The user begins to rename the session, or has done. */
  onRenaming: (renaming: boolean) => void;
}

export function SessionRow({ session, onRenaming }: SessionRowProps): VNode {
  const { host } = usePanel();
  const [mode, setMode] = useState<'shown' | 'renaming' | 'deleting'>('shown');
  const name = session.title || t('Untitled session');
  const show = (next: typeof mode): void => {
    setMode(next);
    onRenaming(next === 'renaming');
  };
  const done = (): void => show('shown');
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
            <IconButton icon="edit" label={t('Rename “{0}”', name)} onClick={() => show('renaming')} />
            <IconButton
              icon="repo-forked"
              label={t('Copy “{0}”', name)}
              onClick={() => host.post({ type: 'forkSession', id: session.id })}
            />
            <IconButton
              icon="export"
              label={t('Export “{0}”', name)}
              onClick={() => host.post({ type: 'exportSession', id: session.id })}
            />
            <IconButton icon="trash" label={t('Delete “{0}”', name)} onClick={() => show('deleting')} />
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
      <span class="session-facts dim">
        <StandingMark standing={session.standing} />
        {[
          ...(session.elsewhere ? [placeOf(session.elsewhere)] : []),
          formatAgo(session.updatedAt, Date.now()),
          ...(session.usd ? [formatCost(session.usd)] : []),
        ].join(' · ')}
      </span>
    </button>
  );
}

function placeOf(folders: readonly string[]): string {
  return folders.length === 0 ? t('No folder') : folderNames(folders);
}

/** What an open session is doing; nothing for one that rests. */
function StandingMark({ standing }: { standing: SessionStatus }): VNode | null {
  if (standing === 'resting') return null;
  const waits = standing === 'waiting';
  return (
    <span class={waits ? 'standing waits' : 'standing'}>
      <span class={`codicon codicon-${waits ? 'bell-dot' : 'loading codicon-modifier-spin'}`} aria-hidden="true" />
      {waits ? t('Waits for you') : t('Works')}
      {' · '}
    </span>
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
