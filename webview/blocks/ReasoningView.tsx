import type { VNode } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ReasoningBlock } from '../../src/shared/transcript/reduce.ts';
import { Markdown } from '../markdown/Markdown.tsx';
import { useOpened } from '../state/ExpandedContext.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { useClock } from '../ui/useClock.ts';
import { formatDuration } from '../words/format.ts';
import { t } from '../words/l10n.ts';
import { reasoningGist } from './reasoningGist.ts';

/** Open while it streams and closed after, unless the user opened or closed it. */
export function ReasoningView({ block }: { block: ReasoningBlock }): VNode {
  const [chosen, setChosen] = useOpened(block.id);
  const streams = block.endedAt === undefined;
  const open = chosen ?? streams;
  return (
    <Disclosure open={open} onToggle={setChosen} summary={<ReasoningSummary block={block} open={open} />}>
      {open ? (
        <div class="reasoning-text">
          <Markdown text={block.text} finished={!streams} />
        </div>
      ) : null}
    </Disclosure>
  );
}

function ReasoningSummary({ block, open }: { block: ReasoningBlock; open: boolean }): VNode {
  const ended = block.endedAt !== undefined;
  const gist = useMemo(() => (ended ? reasoningGist(block.text) : ''), [block.text, ended]);
  return (
    <>
      <Duration block={block} />
      {gist !== '' && !open ? (
        <bdi class="gist" title={gist}>
          {gist}
        </bdi>
      ) : null}
    </>
  );
}

/** Apart from the text, so that a second that passes draws nothing else. */
function Duration({ block }: { block: ReasoningBlock }): VNode {
  const now = useClock(block.endedAt === undefined);
  if (block.endedAt !== undefined) {
    return (
      <span class="duration">
        {t('Reasoned for {0}', formatDuration(Math.max(1000, block.endedAt - block.startedAt)))}
      </span>
    );
  }
  const elapsed = now - block.startedAt;
  return (
    <span class="duration shimmer">
      {elapsed < 1000 ? t('Reasoning…') : t('Reasoning… {0}', formatDuration(elapsed))}
    </span>
  );
}
