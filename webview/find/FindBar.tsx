import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { usePanel } from '../state/PanelContext.tsx';
import { inLaterTask } from '../state/scheduling.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { formatCount } from '../words/format.ts';
import { t } from '../words/l10n.ts';
import { Finder, type Match, patternOf } from './Finder.ts';

/** Milliseconds for which what changes meanwhile is not searched again. */
const REST = 250;

interface FindBarProps {
  /** How often it was asked for: each time, the field takes the focus. */
  requests: number;
  /** Ids of the blocks from the one at the top of the view on. */
  visibleFrom: () => number;
  /** Told with each change of what to mark; `match` is the one to show. */
  onFind: (pattern: RegExp | undefined, match: Match | undefined) => void;
  onClose: () => void;
}

/** Finds in the conversation, also in what does not stand in the page. */
export function FindBar({ requests, visibleFrom, onFind, onClose }: FindBarProps): VNode {
  const [query, setQuery] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { finder, searched } = useSearch(query);
  const [place, setPlace] = useState<number>();
  const { store } = usePanel();
  const takeFocus = (): void => {
    field.current?.focus();
    field.current?.select();
  };
  useLayoutEffect(takeFocus, [requests]);
  // Where the conversation appears together with it, the input has taken the focus since.
  useEffect(takeFocus, []);
  const go = (to: number): void => {
    const { total } = finder;
    const next = total === 0 ? undefined : (to + total) % total;
    setPlace(next);
    onFind(patternOf(query), next === undefined ? undefined : finder.at(next));
  };
  // A new query begins where the user looks; what is added later only changes the count.
  useEffect(() => {
    if (searched.fresh) go(finder.firstFrom(store.model.transcript.blocks.slice(visibleFrom())));
    else if (place !== undefined && place >= finder.total) setPlace(finder.total > 0 ? finder.total - 1 : undefined);
  }, [searched]);
  useEffect(() => () => onFind(undefined, undefined), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    if (event.key === 'Escape') onClose();
    if (event.key === 'Enter') go((place ?? -1) + (event.shiftKey ? -1 : 1));
  };
  return (
    <search class="find-bar" onKeyDown={onKeyDown}>
      <input
        ref={field}
        type="text"
        aria-label={t('Find in the conversation')}
        placeholder={t('Find')}
        value={query}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <span class={query !== '' && finder.total === 0 ? 'find-count none' : 'find-count'} role="status">
        {countWords(query, place, finder.total)}
      </span>
      <IconButton icon="arrow-up" label={t('Previous match')} onClick={() => go((place ?? 0) - 1)} />
      <IconButton icon="arrow-down" label={t('Next match')} onClick={() => go((place ?? -1) + 1)} />
      <IconButton icon="close" label={t('Close')} onClick={onClose} />
    </search>
  );
}

function countWords(query: string, place: number | undefined, total: number): string {
  if (query === '') return '';
  if (total === 0) return t('No results');
  return t('{0} of {1}', formatCount((place ?? 0) + 1), formatCount(total));
}

/** Searches again when the query or the transcript changed; `searched.fresh` where it was the query. */
function useSearch(query: string): { finder: Finder; searched: { fresh: boolean } } {
  const { store } = usePanel();
  const finder = useRef(new Finder()).current;
  const [searched, setSearched] = useState({ fresh: false });
  useEffect(() => {
    let ended = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen = store.model.transcript.blocks;
    const run = (fresh: boolean): void => {
      seen = store.model.transcript.blocks;
      const steps = finder.search(seen, patternOf(query));
      const step = (): void => {
        if (ended) return;
        if (!steps.next().done) inLaterTask(step);
        else setSearched({ fresh });
      };
      step();
    };
    run(true);
    const stop = store.subscribe(() => {
      if (store.model.transcript.blocks === seen || timer !== undefined) return;
      timer = setTimeout(() => {
        timer = undefined;
        run(false);
      }, REST);
    });
    return () => {
      ended = true;
      clearTimeout(timer);
      stop();
    };
  }, [finder, query, store]);
  return { finder, searched };
}
