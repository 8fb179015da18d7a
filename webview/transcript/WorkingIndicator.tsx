import type { VNode } from 'preact';
import type { Block } from '../../src/shared/transcript/reduce.ts';
import { useModel } from '../state/PanelContext.tsx';
import type { PanelModel } from '../state/PanelStore.ts';
import { useClock } from '../ui/useClock.ts';
import { formatDuration } from '../words/format.ts';
import { t } from '../words/l10n.ts';

/** Milliseconds from which a wait is counted out, and from which it is explained. */
const SHORT_MS = 3_000;
const LONG_MS = 30_000;

/** Says that something goes on while no block shows it. */
export function WorkingIndicator(): VNode | null {
  const silent = useModel(worksInSilence);
  const asked = useModel(({ transcript: { activity } }) => (activity.type === 'working' ? activity.asked : undefined));
  if (!silent) return null;
  return (
    <div class="working">
      {asked === undefined ? <span class="shimmer">{t('Working…')}</span> : <FirstByte asked={asked} />}
    </div>
  );
}

/** A server of the user's own may read a long prompt for minutes before it says anything. */
function FirstByte({ asked }: { asked: number }): VNode {
  const waited = useClock(true) - asked;
  return (
    <>
      <span class="shimmer">
        {waited < SHORT_MS ? t('Working…') : t('Waiting for the endpoint… {0}', formatDuration(waited))}
      </span>
      {/* Read out once: the seconds are not. */}
      <span class="dim" role="status">
        {waited < LONG_MS ? '' : t('A server can take minutes to read a long prompt. Stop ends the wait.')}
      </span>
    </>
  );
}

function worksInSilence({ transcript }: PanelModel): boolean {
  const { activity, compacting, blocks, stepStart } = transcript;
  return activity.type === 'working' && !compacting && !blocks.slice(stepStart).some(showsActivity);
}

function showsActivity(block: Block): boolean {
  switch (block.type) {
    case 'reasoning':
      return block.endedAt === undefined;
    case 'content':
      return block.streaming;
    case 'tool':
    case 'edit':
    case 'command':
    case 'question':
      return (
        block.state === 'streaming' ||
        block.state === 'queued' ||
        block.state === 'running' ||
        block.state === 'pending'
      );
    case 'consent':
      return block.state === 'pending';
    case 'user':
    case 'notice':
    case 'error':
    case 'changes':
    case 'plan':
    case 'compaction':
      return false;
  }
}
