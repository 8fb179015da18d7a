import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { EditBlock } from '../../src/shared/transcript/reduce.ts';
import { useOpened } from '../state/ExpandedContext.tsx';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { FeedbackField, type Rejection } from '../ui/FeedbackField.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';
import { AcceptButton } from './AcceptButton.tsx';
import { CallDetails } from './CallDetails.tsx';
import { ConsentReasons } from './ConsentReasons.tsx';
import { PathLabel } from './PathLabel.tsx';
import { Icon, StateIcon } from './StateIcon.tsx';
import { type Progress, StreamingEdit } from './streamingEdit.ts';

/** A proposed change of one file: what became of it, or what the user can do with it. */
export function EditCard({ block }: { block: EditBlock }): VNode {
  const [open = false, setOpen] = useOpened(block.id);
  return (
    <div class={block.state === 'pending' ? 'card asks' : 'card'}>
      <Disclosure open={open} onToggle={setOpen} summary={<EditSummary block={block} />}>
        {open ? <CallDetails block={block} /> : null}
      </Disclosure>
      {block.trouble ? <Trouble trouble={block.trouble} words={wordTrouble(block.trouble.code, block)} /> : null}
      {block.rebased && block.state === 'pending' && !block.trouble ? (
        <p class="card-note">{t('The file changed meanwhile. The edit now stands on its new text.')}</p>
      ) : null}
      {block.feedback ? <p class="card-note">{t('Your reason: {0}', block.feedback)}</p> : null}
      {block.display?.type === 'error' ? <p class="card-note">{block.display.message}</p> : null}
      {block.state === 'pending' ? <ConsentReasons why={block.why} /> : null}
      {block.action && !block.imported ? <EditActions state={block.state} action={block.action} /> : null}
    </div>
  );
}

function EditSummary({ block }: { block: EditBlock }): VNode {
  const { path, added, removed } = useProgress(block);
  return (
    <>
      <EditIcon block={block} />
      {path ? <PathLabel path={path} /> : <span class="subject">{t('Edit')}</span>}
      {block.renamedTo ? (
        <>
          <span class="codicon codicon-arrow-right" role="img" aria-label={t('renamed to')} />
          <PathLabel path={block.renamedTo} />
        </>
      ) : null}
      {added + removed > 0 ? (
        <span class="counts">
          <span class="added">+{added}</span> <span class="removed">−{removed}</span>
        </span>
      ) : null}
      <span class="outcome">{editState(block)}</span>
    </>
  );
}

/** What is known of the edit: of one that is not proposed yet, what its arguments tell so far. */
function useProgress(block: EditBlock): Progress {
  const progress = useRef<StreamingEdit>(null);
  const { path = '', added, removed, action } = block;
  if (action !== undefined) return { path, added, removed };
  if (!progress.current?.continues(block.arguments)) progress.current = new StreamingEdit();
  return progress.current.follow(block.arguments);
}

function EditIcon({ block }: { block: EditBlock }): VNode {
  switch (block.state) {
    case 'pending':
      return <span class={`codicon codicon-${pendingIcon(block)}`} aria-hidden="true" />;
    case 'accepted':
    case 'changed':
      return <Icon name="check" label={t('Accepted')} />;
    case 'rejected':
      return <Icon name="close" label={t('Rejected')} />;
    case 'undone':
      return <Icon name="discard" label={t('Undone')} />;
    default:
      return <StateIcon state={block.state} icon="edit" />;
  }
}

function pendingIcon({ creates, deletes, renamedTo }: EditBlock): string {
  if (deletes) return 'trash';
  if (renamedTo !== undefined) return 'go-to-file';
  return creates ? 'new-file' : 'edit';
}

function editState({ state, creates, deletes, renamedTo, display, lost }: EditBlock): string {
  switch (state) {
    case 'streaming':
      return t('writing…');
    case 'queued':
    case 'running':
      return t('preparing…');
    case 'pending':
      if (deletes) return t('deletes');
      // The arrow between the paths says that it renames.
      if (renamedTo !== undefined) return '';
      return creates ? t('new file') : '';
    // The icon says the first, and the words beside Undo the second.
    case 'accepted':
    case 'changed':
      return deletes ? t('deleted') : '';
    case 'rejected':
      return t('rejected');
    case 'undone':
      return t('undone');
    case 'failed':
      return t('failed');
    case 'cancelled':
      return lost ? t('lost') : t('cancelled');
    case 'done':
      return display?.type === 'edit' && display.decision === 'cancelled' ? t('not allowed') : '';
  }
}

function wordTrouble(code: NonNullable<EditBlock['trouble']>['code'], { deletes, renamedTo }: EditBlock): string {
  if (code === 'notSaved')
    return t('This conversation cannot be saved, so nothing was changed. Accept again once it can.');
  if (code === 'io') return t('The file could not be saved. Nothing was changed.');
  if (deletes)
    return t('The file changed since Kimi proposed to delete it. Look at the diff, then accept again or reject.');
  if (renamedTo !== undefined) {
    return t('The file is gone, or another one has the new name already. Settle it, then accept again or reject.');
  }
  return t(
    'The file changed where this edit applies. The diff shows what accepting would make of it now: settle it there, then accept again.',
  );
}

function Trouble({ trouble, words }: { trouble: NonNullable<EditBlock['trouble']>; words: string }): VNode {
  return (
    <div class="trouble" role="alert">
      <span class="codicon codicon-error" aria-hidden="true" />
      <div>
        <p>{words}</p>
        {trouble.detail ? <p class="dim">{trouble.detail}</p> : null}
      </div>
    </div>
  );
}

function EditActions({ state, action }: { state: EditBlock['state']; action: string }): VNode | null {
  const { host } = usePanel();
  const readOnly = useModel((model) => model.readOnly);
  const [rejecting, setRejecting] = useState(false);
  if (readOnly) return null;
  const openDiff = <Button onClick={() => host.post({ type: 'openDiff', action })}>{t('Open diff')}</Button>;
  if (state === 'accepted' || state === 'changed') {
    return (
      <div class="actions">
        <Button onClick={() => host.post({ type: 'undo', action })}>{t('Undo')}</Button>
        {state === 'changed' ? <span class="dim">{t('accepted with your changes')}</span> : null}
      </div>
    );
  }
  if (state !== 'pending') return null;
  if (rejecting) {
    const reject = (decision: Rejection): void => host.post({ type: 'decide', action, decision });
    return <FeedbackField label={t('Reject')} onReject={reject} onDone={() => setRejecting(false)} />;
  }
  return (
    <div class="actions">
      <AcceptButton action={action} />
      <Button onClick={() => setRejecting(true)}>{t('Reject')}</Button>
      {openDiff}
    </div>
  );
}
