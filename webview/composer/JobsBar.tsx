import type { VNode } from 'preact';
import { showInvisible } from '../../src/shared/showInvisible.ts';
import { runningJobs } from '../../src/shared/transcript/reduce.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { t } from '../words/l10n.ts';

/** The commands that run in the background, a line each. */
export function JobsBar(): VNode | null {
  const { host } = usePanel();
  const jobs = useModel(
    (model) => (model.readOnly ? [] : runningJobs(model.transcript)),
    (a, b) => a.length === b.length && a.every((job, index) => job === b[index]),
  );
  if (jobs.length === 0) return null;
  return (
    <ul class="jobs" aria-label={t('Commands in the background')}>
      {jobs.map(({ call, command, ending }) => {
        const text = showInvisible(command.split('\n', 1)[0] ?? '');
        const waits = ending?.type === 'background' && ending.waits;
        return (
          <li key={call}>
            <span class={`codicon codicon-${waits ? 'keyboard' : 'terminal'}`} aria-hidden="true" />
            <code class="subject" title={showInvisible(command)}>
              {text}
            </code>
            <span class="outcome">{waits ? t('waits for input') : t('running')}</span>
            <IconButton
              icon="link-external"
              label={t('Show the terminal of {0}', text)}
              onClick={() => host.post({ type: 'handleCommand', call, action: 'show' })}
            />
            <IconButton
              icon="debug-stop"
              label={t('End {0}', text)}
              onClick={() => host.post({ type: 'handleCommand', call, action: 'stop' })}
            />
          </li>
        );
      })}
    </ul>
  );
}
