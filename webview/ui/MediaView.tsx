import type { VNode } from 'preact';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';
import { usePanel } from '../state/PanelContext.tsx';
import { t } from '../words/l10n.ts';

export interface ShownMedium {
  type: 'image' | 'video';
  /** A file's name or path. */
  name: string;
  mimeType: string;
  blob: string;
}

/** An image; or a video, which may be large and is fetched when the user wants to see it. */
export function MediaView({ medium }: { medium: ShownMedium }): VNode {
  const [wanted, setWanted] = useState(medium.type === 'image');
  if (wanted) return <Loaded medium={medium} />;
  return (
    <button type="button" class="medium-button" onClick={() => setWanted(true)}>
      <span class="codicon codicon-play" aria-hidden="true" /> {t('Show {0}', medium.name)}
    </button>
  );
}

function Loaded({ medium }: { medium: ShownMedium }): VNode {
  const { url, gone } = useMedium(medium);
  if (gone) return <span class="medium-gone">{t('{0} is no longer there.', medium.name)}</span>;
  return medium.type === 'image' ? (
    <img class="medium" src={url} alt={medium.name} />
  ) : (
    <video class="medium" src={url} controls={true} muted={true} aria-label={medium.name} />
  );
}

/** A small picture of what is attached, in place of an icon. */
export function Thumbnail({ medium }: { medium: ShownMedium }): VNode {
  const { url } = useMedium(medium);
  return url === undefined ? (
    <span class="codicon codicon-file-media" aria-hidden="true" />
  ) : (
    <img class="thumbnail" src={url} alt="" />
  );
}

function useMedium({ blob, mimeType }: ShownMedium): { url: string | undefined; gone: boolean } {
  const { media } = usePanel();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => media.use(blob, mimeType, () => redraw(undefined)), [media, blob, mimeType]);
  return { url: media.urlOf(blob), gone: media.isGone(blob) };
}
