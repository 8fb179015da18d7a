import { createContext } from 'preact';
import { useContext, useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Autocomplete } from './Autocomplete.ts';
import type { Draft } from './Draft.ts';
import type { Host } from './host.ts';
import type { MediaUrls } from './MediaUrls.ts';
import type { Navigation } from './Navigation.ts';
import type { PanelModel, PanelStore } from './PanelStore.ts';
import type { SymbolLinks } from './SymbolLinks.ts';
import type { TaskBudget, TaskQueue } from './scheduling.ts';

/** What every component may use. */
export interface Panel {
  host: Host;
  store: PanelStore;
  draft: Draft;
  completion: Autocomplete;
  media: MediaUrls;
  budget: TaskBudget;
  queue: TaskQueue;
  /** For what may wait until all text is drawn. */
  finish: TaskQueue;
  navigation: Navigation;
  names: SymbolLinks;
}

export const PanelContext = createContext<Panel | undefined>(undefined);

export function usePanel(): Panel {
  const panel = useContext(PanelContext);
  if (!panel) throw new Error('No panel around this component.');
  return panel;
}

/** A part of the model; the component draws again only when that part is another one. */
export function useModel<T>(select: (model: PanelModel) => T, same: (a: T, b: T) => boolean = Object.is): T {
  const { store } = usePanel();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const drawn = useRef({ select, same, value: select(store.model) });
  drawn.current = { select, same, value: select(store.model) };
  useLayoutEffect(
    () =>
      store.subscribe(() => {
        const { select, same, value } = drawn.current;
        if (!same(select(store.model), value)) redraw(undefined);
      }),
    [store],
  );
  return drawn.current.value;
}

/** The draft; the component draws again with each of its changes. */
export function useDraft(): Draft {
  const { draft } = usePanel();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => draft.subscribe(() => redraw(undefined)), [draft]);
  return draft;
}
