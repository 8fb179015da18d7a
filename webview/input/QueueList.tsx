import type { VNode } from 'preact';
import { isRunning, type QueuedPrompt } from '../../src/transcript.ts';
import { IconButton } from '../components/IconButton.tsx';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';

/** The prompts that wait, over the input. */
export function QueueList(): VNode | null {
  const queue = useModel((model) => model.transcript.queue);
  const running = useModel((model) => isRunning(model.transcript));
  if (queue.length === 0) return null;
  return (
    <ol class="queue" aria-label={t('Queue')}>
      {queue.map((queued) => (
        <Queued key={queued.id} queued={queued} running={running} />
      ))}
    </ol>
  );
}

function Queued({ queued, running }: { queued: QueuedPrompt; running: boolean }): VNode {
  const { host } = usePanel();
  const { id, steers, prompt } = queued;
  const act = (action: 'hasten' | 'remove' | 'edit') => () => host.post({ type: 'queued', id, action });
  const why = steers ? t('Kimi reads it with the next step.') : t('Waits for the end of the turn.');
  const state = running ? why : t('Waits for you.');
  return (
    <li>
      <span class={`codicon codicon-${steers ? 'arrow-up' : 'clock'}`} title={state} aria-hidden="true" />
      <span class="visually-hidden">{state}</span>
      <span class="queue-text" title={prompt.text}>
        {prompt.text}
      </span>
      {prompt.attachments.length > 0 ? <span class="dim">+{prompt.attachments.length}</span> : null}
      {running && steers ? null : (
        <IconButton
          icon={running ? 'arrow-up' : 'send'}
          label={running ? t('Steer now') : t('Send now')}
          onClick={act('hasten')}
        />
      )}
      <IconButton icon="edit" label={t('Edit the waiting prompt')} onClick={act('edit')} />
      <IconButton icon="close" label={t('Remove the waiting prompt')} onClick={act('remove')} />
    </li>
  );
}
