import type { RefObject, VNode } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';
import { inLaterTask } from '../schedule.ts';
import { HeldRows } from './HeldRows.ts';
import { Rows } from './Rows.ts';
import { RowView } from './RowView.tsx';
import { RowWindow } from './RowWindow.ts';

/**
 * The rows near the view, and room for the others. A feed, which is what screen readers know as a list whose items come and go:
 * each row tells its place and how many there are. Where rows above or below the view turn out higher or lower than was
 * guessed, the browser's own scroll anchoring keeps what the person looks at in its place.
 */
export function RowList({ scroller }: { scroller: RefObject<HTMLElement | null> }): VNode {
  const { store } = usePanel();
  const list = useRef(new Rows()).current;
  const near = useRef(new RowWindow()).current;
  const held = useRef(new HeldRows()).current;
  const feed = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const rows = useModel((model) => list.of(model.transcript.blocks));
  const sizes = useRowSizes(scroller, near, () => {
    const { blocks } = store.model.transcript;
    if (near.isStale(list.of(blocks), blocks)) redraw(undefined);
  });
  useLayoutEffect(() => {
    const view = scroller.current;
    if (!view) return;
    const onScroll = (): void => {
      if (near.moveTo(-view.scrollTop)) redraw(undefined);
    };
    view.addEventListener('scroll', onScroll, { passive: true });
    return () => view.removeEventListener('scroll', onScroll);
  }, [scroller, near]);
  useEffect(() => (feed.current ? held.follow(feed.current) : undefined), [held]);
  const { blocks } = store.model.transcript;
  return (
    <div ref={feed} class="rows" role="feed" aria-label={t('Conversation')}>
      {near
        .pieces(rows, blocks, (row) => held.has(row.id))
        .map((piece) =>
          piece.type === 'room' ? (
            <div key={piece.key} class="room" style={{ height: `${piece.height}px` }} />
          ) : (
            <RowView key={piece.row.id} row={piece.row} index={piece.index} count={rows.length} sizes={sizes} />
          ),
        )}
    </div>
  );
}

/** Tells the window how high its rows and how large the view are; calls back, in a task of its own, after that changed. */
function useRowSizes(scroller: RefObject<HTMLElement | null>, near: RowWindow, onChange: () => void): ResizeObserver {
  const change = useRef(onChange);
  change.current = onChange;
  const observer = useRef<ResizeObserver>(null);
  observer.current ??= new ResizeObserver((entries) => {
    for (const { target, contentRect, borderBoxSize } of entries) {
      const id = target instanceof HTMLElement ? target.dataset.row : undefined;
      if (id === undefined) near.resize(contentRect.width, contentRect.height);
      else near.measure(id, borderBoxSize[0]?.blockSize ?? 0);
    }
    inLaterTask(() => change.current());
  });
  const sizes = observer.current;
  useLayoutEffect(() => {
    if (scroller.current) sizes.observe(scroller.current);
    return () => sizes.disconnect();
  }, [scroller, sizes]);
  return sizes;
}
