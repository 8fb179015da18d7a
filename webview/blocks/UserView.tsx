import type { VNode } from 'preact';
import type { UserBlock } from '../../src/transcript.ts';
import { ChipText } from '../components/Chips.tsx';
import { attachmentKey } from '../draft.ts';
import { t } from '../l10n.ts';

export function UserView({ block }: { block: UserBlock }): VNode {
  return (
    <article class="bubble" aria-label={t('You')}>
      <div class="bubble-text" tabIndex={block.text.length > 400 ? 0 : undefined}>
        {block.text}
      </div>
      {block.attachments.length > 0 ? (
        <ul class="chips" aria-label={t('Attachments')}>
          {block.attachments.map((attachment) => (
            <li key={attachmentKey(attachment)} class="chip" title={attachmentKey(attachment)}>
              <ChipText attachment={attachment} />
            </li>
          ))}
        </ul>
      ) : null}
    </article>
  );
}
