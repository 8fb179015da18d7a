import type { RefObject, VNode } from 'preact';
import { useEffect, useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { inLaterTask } from '../state/scheduling.ts';
import { t } from '../words/l10n.ts';
import { PinnedRows } from './PinnedRows.ts';
import type { RowControl } from './RowControl.ts';
import { type Row, Rows } from './Rows.ts';
import { RowView } from './RowView.tsx';
import { VirtualWindow } from './VirtualWindow.ts';

interface RowListProps {
  scroller: RefObject<HTMLElement | null>;
  /** Set while the rows stand. */
  control: RefObject<RowControl | null>;
}

/**
 * The rows near the view, and room for the others. A feed, which is what screen readers know as a list whose items come and go:
 * each row tells its place and how many there are. Where rows above or below the view turn out higher or lower than was
 * guessed, the browser's own scroll anchoring keeps what the user looks at in its place.
 */
export function RowList({ scroller, control }: RowListProps): VNode {
  const { store } = usePanel();
  const list = useRef(new Rows()).current;
  const near = useRef(new VirtualWindow()).current;
  const held = useRef(new PinnedRows()).current;
  const feed = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [revealing, setRevealing] = useState<{ row: Row; then: (row: HTMLElement) => void }>();
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
  useLayoutEffect(() => {
    if (!feed.current) return;
    control.current = {
      element: feed.current,
      firstInSight: () => firstInSight(scroller.current, feed.current, list.of(store.model.transcript.blocks)),
      reveal(id, then) {
        const { blocks } = store.model.transcript;
        const all = list.of(blocks);
        const row = all.find(({ start, end }) => blocks.slice(start, end).some((block) => block.id === id));
        if (!row) return;
        held.revealed = row.id;
        near.moveTo(near.distanceOf(row, all, blocks));
        setRevealing({ row, then });
      },
    };
    return () => {
      control.current = null;
    };
  }, [control, held, list, near, scroller, store]);
  useLayoutEffect(() => {
    const row = revealing && feed.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(revealing.row.id)}"]`);
    row?.scrollIntoView({ block: 'start' });
    held.revealed = undefined;
    if (row) revealing.then(row);
  }, [held, revealing]);
  const { blocks } = store.model.transcript;
  const pieces = near.pieces(rows, blocks, (row) => held.has(row.id));
  useLayoutEffect(() => {
    if (near.isBehind) inLaterTask(() => redraw(undefined));
  });
  return (
    <div ref={feed} class="rows" role="feed" aria-label={t('Conversation')}>
      {pieces.map((piece) =>
        piece.type === 'room' ? (
          <div key={piece.key} class="room" style={{ height: `${piece.height}px` }} />
        ) : (
          <RowView key={piece.row.id} row={piece.row} index={piece.index} count={rows.length} sizes={sizes} />
        ),
      )}
    </div>
  );
}

function firstInSight(view: HTMLElement | null, feed: HTMLElement | null, rows: readonly Row[]): number {
  const top = view?.getBoundingClientRect().top ?? 0;
  const elements = [...(feed?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const first = elements.find((element) => element.getBoundingClientRect().bottom > top + 1);
  return rows.find(({ id }) => id === first?.dataset.row)?.start ?? 0;
}

/** Tells the window how high its rows and how large the view are; calls back, in a task of its own, after that changed. */
function useRowSizes(
  scroller: RefObject<HTMLElement | null>,
  near: VirtualWindow,
  onChange: () => void,
): ResizeObserver {
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
