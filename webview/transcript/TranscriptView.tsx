import type { RefObject, VNode } from 'preact';
import { useLayoutEffect, useReducer, useRef, useState } from 'preact/hooks';
import { FindBar } from '../find/FindBar.tsx';
import { Marks } from '../find/Marks.ts';
import { LinkAddress } from '../markdown/LinkAddress.tsx';
import { ExpandedContext } from '../state/ExpandedContext.tsx';
import { ExpandedState } from '../state/ExpandedState.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { t } from '../words/l10n.ts';
import { EmptyState } from './EmptyState.tsx';
import type { RowControl } from './RowControl.ts';
import { RowList } from './RowList.tsx';
import { usePromptSteps } from './usePromptSteps.ts';
import { WorkingIndicator } from './WorkingIndicator.tsx';

/** Pixels from the end within which the user counts as being there. */
const NEAR_END = 40;

/** The scroller is laid out from its end: staying at the end while text arrives takes no script and no forced layout. */
export function TranscriptView(): VNode {
  const { store } = usePanel();
  const frame = useRef<HTMLDivElement>(null);
  const scroller = useRef<HTMLElement>(null);
  const control = useRef<RowControl>(null);
  const opened = useRef(new ExpandedState()).current;
  const [away, setAway] = useState(false);
  const empty = useModel((model) => model.transcript.blocks.length === 0);
  const turns = useModel((model) => model.transcript.turns);
  const jump = (): void => {
    if (scroller.current) scroller.current.scrollTop = 0;
  };
  useLayoutEffect(jump, [turns]);
  usePromptSteps(control, () => away, jump);
  // The browser's own way leads to where the first row was guessed to be.
  const onKeyDown = (event: KeyboardEvent): void => {
    const first = store.model.transcript.blocks[0];
    if (event.key !== 'Home' || event.target !== event.currentTarget || !first) return;
    event.preventDefault();
    control.current?.reveal(first.id, () => {});
  };
  return (
    <div ref={frame} class="transcript-frame">
      <Find control={control} opened={opened} />
      <main
        ref={scroller}
        class="transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
        tabIndex={0}
        aria-label={t('Conversation')}
        onKeyDown={onKeyDown}
        onScroll={(event) => setAway(event.currentTarget.scrollTop < -NEAR_END)}
      >
        <div class="transcript-content">
          <ExpandedContext value={opened}>
            {empty ? <EmptyState /> : <RowList scroller={scroller} control={control} />}
          </ExpandedContext>
          <WorkingIndicator />
        </div>
      </main>
      <LinkAddress frame={frame} />
      {away ? <JumpButton onClick={jump} /> : null}
    </div>
  );
}

/** Says so when something was added since the user went away from the end. */
function JumpButton({ onClick }: { onClick: () => void }): VNode {
  const { store } = usePanel();
  const left = useRef(store.model.transcript.seq).current;
  const fresh = useModel((model) => model.transcript.seq > left);
  return (
    <button type="button" class="jump" onClick={onClick}>
      <span class="codicon codicon-arrow-down" aria-hidden="true" />
      {fresh ? t('New messages') : t('Jump to latest')}
    </button>
  );
}

/** The find bar while it is open. What it finds in something closed is opened. */
function Find({ control, opened }: { control: RefObject<RowControl | null>; opened: ExpandedState }): VNode | null {
  const { navigation, draft } = usePanel();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const marks = useRef<Marks>(null);
  useLayoutEffect(() => navigation.subscribe(() => redraw(undefined)), [navigation]);
  if (navigation.finding === 0) return null;
  const close = (): void => {
    navigation.closeFind();
    draft.focus();
  };
  return (
    <FindBar
      requests={navigation.finding}
      visibleFrom={() => control.current?.firstInSight() ?? 0}
      onFind={(pattern, match) => {
        const rows = control.current;
        if (!rows) return;
        if (marks.current?.rows !== rows.element) marks.current = new Marks(rows.element, (id) => opened.set(id, true));
        marks.current.mark(pattern, match);
        if (!match || rows.element.querySelector(`[data-of="${CSS.escape(match.block)}"]`)) return;
        rows.reveal(match.block, (row) => opened.set(`group ${row.dataset.row}`, true));
      }}
      onClose={close}
    />
  );
}
