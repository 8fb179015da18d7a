import type { VNode } from 'preact';
import type { NoticeBlock } from '../../src/transcript.ts';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';
import { Button } from '../toolkit.tsx';

export function NoticeView({ block }: { block: NoticeBlock }): VNode {
  const { host } = usePanel();
  const resumable = useModel(
    ({ transcript, readOnly }) =>
      !readOnly && transcript.activity.type === 'interrupted' && transcript.blocks.at(-1) === block,
  );
  return (
    <div class="notice">
      <span class={`codicon codicon-${ICONS[block.notice]}`} aria-hidden="true" />
      <span>{noticeWords(block.notice)}</span>
      {block.notice === 'interrupted' && resumable ? (
        <Button appearance="primary" onClick={() => host.post({ type: 'resume' })}>
          {t('Continue')}
        </Button>
      ) : null}
    </div>
  );
}

const ICONS = { stopped: 'debug-stop', interrupted: 'debug-disconnect' } as const;

function noticeWords(notice: NoticeBlock['notice']): string {
  switch (notice) {
    case 'stopped':
      return t('You stopped this turn.');
    case 'interrupted':
      return t('This turn was interrupted when the window closed.');
  }
}
