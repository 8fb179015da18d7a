import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import type { Attachment } from '../../src/protocol.ts';
import { attachmentKey } from '../draft.ts';
import { formatCount } from '../format.ts';
import { t } from '../l10n.ts';
import { Thumbnail } from '../media/MediumView.tsx';
import { useDraft, useModel, usePanel } from '../PanelContext.tsx';

/** What goes along with the prompt, and what one click would add. */
export function Chips(): VNode | null {
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

/** A chip of the draft. That of a medium tells, once it is looked at, what the medium costs. */
function Attached({ attachment }: { attachment: Attachment }): VNode {
  const { draft, host } = usePanel();
  const medium = 'blob' in attachment ? attachment : undefined;
  const cost = useModel((model) => medium && model.mediaTokens[medium.blob]);
  const asked = useRef(false);
  const ask = (): void => {
    if (!medium || cost || asked.current) return;
    asked.current = true;
    const { type, mimeType, blob } = medium;
    host.post({ type: 'estimateMedia', medium: { type, mimeType, blob } });
  };
  const title = attachmentTitle(attachment);
  return (
    <li class="chip" title={cost ? `${title} · ${costWords(cost)}` : title} onPointerEnter={ask} onFocusIn={ask}>
      <ChipText attachment={attachment} />
      <button
        type="button"
        aria-label={t('Remove {0}', attachmentLabel(attachment))}
        onClick={() => draft.detach(attachment)}
        onKeyDown={(event) => {
          if (event.key === 'Delete' || event.key === 'Backspace') draft.detach(attachment);
        }}
      >
        <span class="codicon codicon-close" aria-hidden="true" />
      </button>
    </li>
  );
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
        <span class={`codicon codicon-${ICONS[attachment.type]}`} aria-hidden="true" />
      )}
      <span class="chip-text">{attachmentLabel(attachment)}</span>
    </>
  );
}

const ICONS = { selection: 'list-selection', file: 'file', video: 'device-camera-video' } as const;

/** Where it is from. */
export function attachmentTitle(attachment: Attachment): string {
  return attachment.type === 'image' || attachment.type === 'video' ? attachment.name : attachmentKey(attachment);
}

/** The file's name, with the lines of a selection. */
export function attachmentLabel(attachment: Attachment): string {
  switch (attachment.type) {
    case 'selection': {
      const { startLine, endLine } = attachment;
      return `${baseName(attachment.path)}:${startLine === endLine ? startLine : `${startLine}–${endLine}`}`;
    }
    case 'file':
      return baseName(attachment.path);
    case 'image':
    case 'video':
      return attachment.name;
  }
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path;
}
