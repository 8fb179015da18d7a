import type { VNode } from 'preact';
import type { Block } from '../../src/transcript.ts';
import { t } from '../l10n.ts';
import { useModel } from '../PanelContext.tsx';
import type { PanelModel } from '../store.ts';

/** Says that something goes on while no block shows it. */
export function Working(): VNode | null {
  const silent = useModel(worksInSilence);
  if (!silent) return null;
  return (
    <div class="working">
      <span class="shimmer">{t('Working…')}</span>
    </div>
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
