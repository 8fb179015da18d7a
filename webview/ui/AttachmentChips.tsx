import type { VNode } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import type { Attachment } from '../../src/shared/protocol.ts';
import { attachmentKey } from '../state/Draft.ts';
import { useDraft, useModel, usePanel } from '../state/PanelContext.tsx';
import { formatCompact, formatCount } from '../words/format.ts';
import { t } from '../words/l10n.ts';
import { attachmentIcon, attachmentLabel, attachmentTitle, attachmentTokens } from './attachmentLabel.ts';
import { Thumbnail } from './MediaView.tsx';

/** What goes along with the prompt, and what one click would add. */
export function AttachmentChips(): VNode | null {
  const draft = useDraft();
  const offered = useModel((model) => model.state?.offered);
  const offer = offered && !draft.has(offered) ? offered : undefined;
  if (draft.attachments.length === 0 && !offer) return null;
  return (
    <ul class="chips" aria-label={t('Attachments')}>
      {draft.attachments.map((attachment) => (
        <Attached key={attachmentKey(attachment)} attachment={attachment} />
      ))}
      {offer ? (
        <li class="chip offered">
          <button
            type="button"
            title={attachmentKey(offer)}
            aria-label={t('Attach {0}', attachmentLabel(offer))}
            onClick={() => draft.attach(offer)}
          >
            <span class="codicon codicon-add" aria-hidden="true" />
            <ChipText attachment={offer} />
          </button>
        </li>
      ) : null}
    </ul>
  );
}

/** A chip of the draft, which tells what its text costs. That of a medium tells, once it is looked at, what the medium costs. */
function Attached({ attachment }: { attachment: Attachment }): VNode {
  const { draft, host } = usePanel();
  const medium = 'blob' in attachment ? attachment : undefined;
  const cost = useModel((model) => medium && model.mediaTokens[medium.blob]);
  const tokens = useMemo(() => attachmentTokens(attachment), [attachment]);
  const asked = useRef(false);
  const ask = (): void => {
    if (!medium || cost || asked.current) return;
    asked.current = true;
    const { type, mimeType, blob } = medium;
    host.post({ type: 'estimateMedia', medium: { type, mimeType, blob } });
  };
  const remove = (): void => {
    draft.detach(attachment);
    draft.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Delete' || event.key === 'Backspace') remove();
  };
  const label = attachmentLabel(attachment);
  const title = [attachmentTitle(attachment), ...(cost ? [costWords(cost)] : []), ...sizeWords(attachment, tokens)];
  return (
    <li class="chip" title={title.join(' · ')} onPointerEnter={ask} onFocusIn={ask}>
      {medium ? (
        <ChipText attachment={attachment} />
      ) : (
        <button
          type="button"
          aria-label={t('Show {0}', label)}
          onClick={() => host.post({ type: 'showAttachment', attachment })}
          onKeyDown={onKeyDown}
        >
          <ChipText attachment={attachment} />
          {tokens === undefined ? null : <span class="chip-tokens">{formatCompact(tokens)}</span>}
        </button>
      )}
      <button type="button" aria-label={t('Remove {0}', label)} onClick={remove} onKeyDown={onKeyDown}>
        <span class="codicon codicon-close" aria-hidden="true" />
      </button>
    </li>
  );
}

function sizeWords(attachment: Attachment, tokens: number | undefined): string[] {
  if (tokens !== undefined) return [t('about {0} tokens', formatCount(tokens))];
  return attachment.type === 'file' ? [t('Kimi reads what it needs of it')] : [];
}

function costWords({ tokens, guessed }: { tokens: number; guessed: boolean }): string {
  return guessed ? t('about {0} tokens', formatCount(tokens)) : t('{0} tokens', formatCount(tokens));
}

export function ChipText({ attachment }: { attachment: Attachment }): VNode {
  return (
    <>
      {attachment.type === 'image' ? (
        <Thumbnail medium={attachment} />
      ) : (
        <span class={`codicon codicon-${attachmentIcon(attachment)}`} aria-hidden="true" />
      )}
      <span class="chip-text">{attachmentLabel(attachment)}</span>
    </>
  );
}
