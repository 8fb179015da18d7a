import type { VNode } from 'preact';
import { type ChangedFile, type ChangesBlock, isRunning } from '../../src/shared/transcript/reduce.ts';
import { useOpened } from '../state/ExpandedContext.tsx';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';
import { PathLabel } from './PathLabel.tsx';
import { Icon } from './StateIcon.tsx';

/** Rows of one list: nobody reads more, and each takes time to draw. */
const MAX_ROWS = 500;

/** What a turn changed: to review file by file, and to undo while it is the newest. */
export function ChangesView({ block }: { block: ChangesBlock }): VNode {
  const { host } = usePanel();
  const [open = false, setOpen] = useOpened(block.id);
  const undoable = useModel(({ transcript, readOnly }) => {
    const newest = transcript.blocks.findLast((candidate) => candidate.type === 'user');
    return !block.imported && !readOnly && !isRunning(transcript) && newest?.turn === block.turn;
  });
  const { turn, files, more = 0 } = block;
  const left = !block.imported && files.some((file) => !file.undone);
  const undoLeft = undoable && files.some((file) => !file.undone && !file.unkept);
  return (
    <div class="card">
      <Disclosure open={open} onToggle={setOpen} summary={<ChangesSummary files={files} more={more} />}>
        {open ? (
          <ul class="changed-files" aria-label={t('Changed files')}>
            {files.slice(0, MAX_ROWS).map((file) => (
              <ChangedFileRow
                key={file.path}
                file={file}
                turn={turn}
                openable={!block.imported && !file.undone}
                undoable={undoable && !file.unkept}
              />
            ))}
            {files.length > MAX_ROWS ? <li class="dim">{t('… and {0} more files', files.length - MAX_ROWS)}</li> : null}
            {more > 0 ? (
              <li class="dim">{t('{0} more files changed and cannot be undone: too many to keep.', more)}</li>
            ) : null}
          </ul>
        ) : null}
      </Disclosure>
      {left ? (
        <div class="actions">
          <Button onClick={() => host.post({ type: 'reviewChanges', turn })}>{t('Review changes')}</Button>
          {undoLeft ? <Button onClick={() => host.post({ type: 'undoTurn' })}>{t('Undo turn')}</Button> : null}
        </div>
      ) : null}
    </div>
  );
}

function ChangesSummary({ files, more }: { files: ChangedFile[]; more: number }): VNode {
  const count = files.length + more;
  const undone = files.every((file) => file.undone);
  const added = files.reduce((sum, file) => sum + file.added, 0);
  const removed = files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <>
      {undone ? (
        <Icon name="discard" label={t('Undone')} />
      ) : (
        <span class="codicon codicon-diff-multiple" aria-hidden="true" />
      )}
      <span class="subject">{count === 1 ? t('1 file changed') : t('{0} files changed', count)}</span>
      <Counts added={added} removed={removed} />
      {undone ? <span class="outcome">{t('undone')}</span> : null}
    </>
  );
}

function ChangedFileRow(props: { file: ChangedFile; turn: number; openable: boolean; undoable: boolean }): VNode {
  const { host } = usePanel();
  const { file, turn, openable, undoable } = props;
  const { path, undone, unkept, added, removed } = file;
  return (
    <li>
      <div class="changed-file">
        <button
          type="button"
          class="changed-path"
          disabled={!openable}
          onClick={() => host.post({ type: 'openChange', turn, path })}
        >
          <PathLabel path={path} />
        </button>
        <Counts added={added} removed={removed} />
        <span class="outcome">{outcomeOf(file)}</span>
        {undoable && !undone ? (
          <IconButton
            icon="discard"
            label={t('Undo {0}', path)}
            onClick={() => host.post({ type: 'undoTurn', path })}
          />
        ) : null}
      </div>
      {unkept ? <p class="dim">{unkeptWords(unkept)}</p> : null}
    </li>
  );
}

function Counts({ added, removed }: { added: number; removed: number }): VNode | null {
  if (added + removed === 0) return null;
  return (
    <span class="counts">
      <span class="added">+{added}</span> <span class="removed">−{removed}</span>
    </span>
  );
}

function outcomeOf({ undone, change }: ChangedFile): string {
  if (undone) return t('undone');
  switch (change) {
    case 'created':
      return t('new file');
    case 'deleted':
      return t('deleted');
    case 'edited':
      return '';
  }
}

function unkeptWords(reason: NonNullable<ChangedFile['unkept']>): string {
  switch (reason) {
    case 'tooLarge':
      return t('Cannot be undone: it is too large to keep.');
    case 'tooMuch':
      return t('Cannot be undone: too many changed files to keep.');
    case 'unwatched':
      return t('Cannot be undone: it was there before, ignored by git or one of too many files.');
    case 'converted':
      return t('Cannot be undone: git keeps it in another form.');
    case 'unreadable':
      return t('Cannot be undone: it is not a file that can be read.');
  }
}
