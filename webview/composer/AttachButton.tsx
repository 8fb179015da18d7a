import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { t } from '../words/l10n.ts';
import { ACCEPTED, ACCEPTED_VIDEO, attachFiles } from './attachFiles.ts';

/** Opens the system's file chooser. Files can also be pasted, and dropped where VS Code lets them through: with Shift. */
export function AttachButton(): VNode | null {
  const { host, draft } = usePanel();
  const images = useModel((model) => model.state?.endpoint.images ?? false);
  const video = useModel((model) => model.state?.endpoint.video ?? false);
  const chooser = useRef<HTMLInputElement>(null);
  if (!images) return null;
  const label = video ? t('Attach images or videos') : t('Attach images');
  const title = video
    ? t('Attach images or videos. Or paste them, or hold Shift and drop them here.')
    : t('Attach images; this endpoint takes no video. Or paste them, or hold Shift and drop them here.');
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={label}
        title={title}
        onClick={() => chooser.current?.click()}
      >
        <span class="codicon codicon-add" aria-hidden="true" />
      </button>
      <input
        ref={chooser}
        class="file-chooser"
        type="file"
        multiple={true}
        tabIndex={-1}
        aria-hidden="true"
        accept={video ? ACCEPTED_VIDEO : ACCEPTED}
        onChange={({ currentTarget }) => {
          const files = [...(currentTarget.files ?? [])];
          currentTarget.value = '';
          void attachFiles(files, host, draft);
        }}
      />
    </>
  );
}
