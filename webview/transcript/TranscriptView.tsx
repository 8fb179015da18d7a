import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { EmptyState } from '../components/EmptyState.tsx';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';
import { Opened } from './Opened.ts';
import { OpenedContext } from './OpenedContext.tsx';
import { RowList } from './RowList.tsx';
import { Working } from './Working.tsx';

/** Pixels from the end within which the person counts as being there. */
const NEAR_END = 40;

/** The scroller is laid out from its end: staying at the end while text arrives takes no script and no forced layout. */
export function TranscriptView(): VNode {
  const scroller = useRef<HTMLElement>(null);
  const opened = useRef(new Opened()).current;
  const [away, setAway] = useState(false);
  const empty = useModel((model) => model.transcript.blocks.length === 0);
  const turns = useModel((model) => model.transcript.turns);
  const jump = (): void => {
    if (scroller.current) scroller.current.scrollTop = 0;
  };
  useLayoutEffect(jump, [turns]);
  return (
    <div class="transcript-frame">
      <main
        ref={scroller}
        class="transcript"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
        tabIndex={0}
        aria-label={t('Conversation')}
        onScroll={(event) => setAway(event.currentTarget.scrollTop < -NEAR_END)}
      >
        <div class="transcript-content">
          <OpenedContext value={opened}>{empty ? <EmptyState /> : <RowList scroller={scroller} />}</OpenedContext>
          <Working />
        </div>
      </main>
      {away ? <JumpButton onClick={jump} /> : null}
    </div>
  );
}

/** Says so when something was added since the person went away from the end. */
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
