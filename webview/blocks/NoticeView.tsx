import type { VNode } from 'preact';
import type { NoticeBlock } from '../../src/shared/transcript/reduce.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';

export function NoticeView({ block }: { block: NoticeBlock }): VNode {
  const { host } = usePanel();
  const resumable = useModel(
    ({ transcript, readOnly }) =>
      !readOnly && transcript.activity.type === 'interrupted' && transcript.blocks.at(-1) === block,
  );
  return (
    <div class="notice">
      <span class={`codicon codicon-${ICONS[block.notice]}`} aria-hidden="true" />
      <span>{noticeWords(block)}</span>
      {block.notice === 'interrupted' && resumable ? (
        <Button appearance="primary" onClick={() => host.post({ type: 'resume' })}>
          {t('Continue')}
        </Button>
      ) : null}
    </div>
  );
}

const ICONS = {
  stopped: 'debug-stop',
  interrupted: 'debug-disconnect',
  imported: 'folder-opened',
  missing: 'warning',
  copied: 'repo-forked',
  mediaGone: 'warning',
  mediaRefused: 'warning',
  thinkTags: 'info',
} as const;

function noticeWords({ notice, missingMedia = 0, gone = [], detail = '' }: NoticeBlock): string {
  switch (notice) {
    case 'stopped':
      return t('You stopped this turn.');
    case 'interrupted':
      return t('This turn was interrupted when the window closed.');
    case 'missing':
      return t('A part of this conversation is missing here: its file on disk was damaged.');
    case 'copied':
      return t('Copied from another folder. Changes made before this can’t be undone here.');
    case 'mediaGone':
      return gone.length === 1
        ? t('An image or video of this conversation is missing from the disk. Kimi gets a note instead.')
        : t(
            '{0} images or videos of this conversation are missing from the disk. Kimi gets a note instead.',
            gone.length,
          );
    case 'mediaRefused':
      return gone.length === 1
        ? t('The endpoint refused an image or video. Kimi gets a note instead. The endpoint said: {0}', detail)
        : t(
            'The endpoint refused {0} images or videos. Kimi gets a note instead. The endpoint said: {1}',
            gone.length,
            detail,
          );
    case 'thinkTags':
      return t(
        'The server sends reasoning inside the answer: it was likely started without {0}. Ask Kimi separates the two.',
        '--reasoning-parser kimi_k2',
      );
    case 'imported':
      return [
        t('Imported: so far it was said and done elsewhere, and nothing of it can be undone here.'),
        ...(missingMedia > 0 ? [t('{0} images or videos did not come along.', missingMedia)] : []),
      ].join(' ');
  }
}
