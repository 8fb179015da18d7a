import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Block } from '../../src/shared/transcript/reduce.ts';
import { BlockView } from '../blocks/BlockView.tsx';
import { ToolGroup } from '../blocks/ToolGroup.tsx';
import { useModel } from '../state/PanelContext.tsx';
import { t } from '../words/l10n.ts';
import type { Row } from './Rows.ts';

interface RowViewProps {
  row: Row;
  /** Its place among `count` rows. */
  index: number;
  count: number;
  /** Told of the row's element for as long as it stands in the page. */
  sizes: ResizeObserver;
}

export function RowView({ row, index, count, sizes }: RowViewProps): VNode {
  const element = useRef<HTMLElement>(null);
  const type = useModel((model) => kindOf(model.transcript.blocks[row.start]));
  const folded = row.end - row.start > 1;
  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    sizes.observe(current);
    return () => sizes.unobserve(current);
  }, [sizes]);
  return (
    <article
      ref={element}
      class={`block block-${type}`}
      data-block={folded ? 'group' : type}
      data-row={row.id}
      data-of={folded ? undefined : row.id}
      aria-posinset={index + 1}
      aria-setsize={count}
      aria-label={type && nameOf(type)}
      tabIndex={-1}
    >
      {folded ? <ToolGroup start={row.start} end={row.end} /> : <BlockView index={row.start} />}
    </article>
  );
}

/** A plan that is proposed is a plan as well. */
function kindOf(block: Block | undefined): Block['type'] | undefined {
  return block?.type === 'question' && block.plan ? 'plan' : block?.type;
}

function nameOf(type: Block['type']): string {
  switch (type) {
    case 'user':
      return t('You');
    case 'content':
      return t('Kimi');
    case 'reasoning':
      return t('Reasoning');
    case 'tool':
      return t('Tool');
    case 'edit':
      return t('Edit');
    case 'command':
      return t('Command');
    case 'question':
      return t('Question');
    case 'plan':
      return t('Plan');
    case 'consent':
      return t('Consent');
    case 'notice':
      return t('Notice');
    case 'error':
      return t('Error');
    case 'changes':
      return t('Changes');
    case 'compaction':
      return t('Compaction');
  }
}
