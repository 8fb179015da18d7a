import { createContext } from 'preact';
import { useContext, useLayoutEffect, useReducer } from 'preact/hooks';
import { ExpandedState } from './ExpandedState.ts';

export const ExpandedContext = createContext(new ExpandedState());

/** Whether the user opened or closed what has this name; undefined where they left it. */
export function useOpened(name: string): [open: boolean | undefined, set: (open: boolean) => void] {
  const opened = useContext(ExpandedContext);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => opened.listen(name, () => redraw(undefined)), [opened, name]);
  return [opened.of(name), (open) => opened.set(name, open)];
}
