import type { VNode } from 'preact';
import { type QueuedPrompt, type Work, workOf } from '../../src/shared/transcript/reduce.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { t } from '../words/l10n.ts';

/** The prompts that wait, over the input. */
export function QueueList(): VNode | null {
  const queue = useModel((model) => model.transcript.queue);
  const working = useModel((model) => workOf(model.transcript));
  if (queue.length === 0) return null;
  return (
    <ol class="queue" aria-label={t('Queue')}>
      {queue.map((queued) => (
        <Queued key={queued.id} queued={queued} working={working} />
      ))}
    </ol>
  );
}

/** What a prompt waits for. */
function waitsFor(working: Work, steers: boolean): string {
  switch (working) {
    case 'none':
      return t('Waits for you.');
    case 'turn':
      return steers ? t('Kimi reads it with the next step.') : t('Waits for the end of the turn.');
    case 'compaction':
      return t('Waits until the session is compacted.');
  }
}

function Queued({ queued, working }: { queued: QueuedPrompt; working: Work }): VNode {
  const { host } = usePanel();
  const { id, steers, prompt } = queued;
  const act = (action: 'hasten' | 'remove' | 'edit') => () => host.post({ type: 'queued', id, action });
  const state = waitsFor(working, steers);
  const next = working === 'turn' && steers;
  return (
    <li>
      <span class={`codicon codicon-${next ? 'arrow-up' : 'clock'}`} title={state} aria-hidden="true" />
      <span class="visually-hidden">{state}</span>
      <span class="queue-text" title={prompt.text}>
        {prompt.text}
      </span>
      {prompt.attachments.length > 0 ? <span class="dim">+{prompt.attachments.length}</span> : null}
      {next || working === 'compaction' ? null : (
        <IconButton
          icon={working === 'turn' ? 'arrow-up' : 'send'}
          label={working === 'turn' ? t('Steer now') : t('Send now')}
          onClick={act('hasten')}
        />
      )}
      <IconButton icon="edit" label={t('Edit the waiting prompt')} onClick={act('edit')} />
      <IconButton icon="close" label={t('Remove the waiting prompt')} onClick={act('remove')} />
    </li>
  );
}
