import type { VNode } from 'preact';
import { isRunning, type UserBlock } from '../../src/shared/transcript/reduce.ts';
import { attachmentKey } from '../state/Draft.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { ChipText } from '../ui/AttachmentChips.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { MediaView } from '../ui/MediaView.tsx';
import { t } from '../words/l10n.ts';

export function UserView({ block }: { block: UserBlock }): VNode {
  const { host, draft } = usePanel();
  const restorable = useModel(({ transcript, readOnly }) => !readOnly && !isRunning(transcript));
  const media = block.attachments.filter((attachment) => 'blob' in attachment);
  const others = block.attachments.filter((attachment) => !('blob' in attachment));
  return (
    <>
      {block.steers ? <span class="steers">{t('while it worked')}</span> : null}
      <div class="message-actions">
        {restorable && !block.steers ? (
          <>
            <IconButton icon="edit" label={t('Edit and resend')} onClick={() => draft.edit(block.turn, block)} />
            <IconButton
              icon="history"
              label={t('Restore to here')}
              onClick={() => host.post({ type: 'restore', turn: block.turn })}
            />
          </>
        ) : null}
        <CopyButton text={block.text} label={t('Copy message')} />
      </div>
      <div class="bubble">
        <div class="bubble-text" dir="auto" tabIndex={block.text.length > 400 ? 0 : undefined}>
          {block.text}
        </div>
        {media.map((medium) => (
          <MediaView key={medium.blob} medium={medium} />
        ))}
        {others.length > 0 ? (
          <ul class="chips" aria-label={t('Attachments')}>
            {others.map((attachment) => (
              <li key={attachmentKey(attachment)} class="chip" title={attachmentKey(attachment)}>
                <ChipText attachment={attachment} />
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </>
  );
}
