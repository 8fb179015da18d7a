import { Fragment, type VNode } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import { BlockView } from '../blocks/BlockView.tsx';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';
import type { PanelModel } from '../store.ts';
import { EmptyState } from './EmptyState.tsx';
import { Working } from './Working.tsx';

/** Blocks that one task draws when a long session opens. */
const BLOCKS_PER_TASK = 20;

/** The scroller is laid out from its end: staying at the end while text arrives takes no script and no forced layout. */
export function TranscriptView(): VNode {
  const scroller = useRef<HTMLElement>(null);
  const [away, setAway] = useState(false);
  const empty = useModel((model) => model.transcript.blocks.length === 0);
  const prompts = useModel((model) =>
    model.transcript.blocks.reduce((n, block) => n + (block.type === 'user' ? 1 : 0), 0),
  );
  const jump = (): void => {
    if (scroller.current) scroller.current.scrollTop = 0;
  };
  useLayoutEffect(jump, [prompts]);
  return (
    <div class="transcript-frame">
      <main
        ref={scroller}
        class="transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
        tabIndex={0}
        aria-label={t('Conversation')}
        onScroll={(event) => setAway(event.currentTarget.scrollTop < -40)}
      >
        <div class="transcript-content">
          {empty ? <EmptyState /> : <Blocks />}
          <Working />
        </div>
      </main>
      {away ? (
        <button type="button" class="jump" onClick={jump}>
          <span class="codicon codicon-arrow-down" aria-hidden="true" />
          {t('Jump to latest')}
        </button>
      ) : null}
    </div>
  );
}

/** Draws the latest blocks first and the earlier ones in later tasks. */
function Blocks(): VNode {
  const { queue } = usePanel();
  const ids = useModel(blockIds, sameItems);
  const opened = useRef(ids.length);
  const [drawn, drawMore] = useReducer((count: number) => count + BLOCKS_PER_TASK, BLOCKS_PER_TASK);
  const first = Math.max(0, opened.current - drawn);
  useEffect(() => {
    if (first > 0) queue.add(() => drawMore(undefined));
  }, [first, queue]);
  return (
    <Fragment>
      {ids.slice(first).map((id, index) => (
        <BlockView key={id} index={first + index} />
      ))}
    </Fragment>
  );
}

function blockIds(model: PanelModel): string[] {
  return model.transcript.blocks.map((block) => block.id);
}

function sameItems(a: string[], b: string[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
