import type { VNode } from 'preact';
import { isRunning, type Rewinding } from '../../src/shared/transcript/reduce.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';

/** After an undoing or a restore, until the next prompt: says what went back, and takes it back. */
export function RedoBar(): VNode | null {
  const { host } = usePanel();
  const last = useModel(({ transcript, readOnly, restoring }) =>
    readOnly || restoring || isRunning(transcript) ? undefined : transcript.rewindings.at(-1),
  );
  if (!last) return null;
  return (
    <div class="pending-bar" role="status">
      <span>{words(last)}</span>
      <Button onClick={() => host.post({ type: 'redo' })}>{t('Redo')}</Button>
    </div>
  );
}

function words({ conversation, files }: Rewinding): string {
  const restored = files === 1 ? t('1 file restored') : t('{0} files restored', files);
  if (!conversation) return restored;
  return files === 0 ? t('Conversation restored') : t('Conversation and {0}', restored);
}
