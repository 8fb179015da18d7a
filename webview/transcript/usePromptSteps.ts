import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { usePanel } from '../state/PanelContext.tsx';
import type { RowControl } from './RowControl.ts';

/** Steps from prompt to prompt, from the one that has the focus, or else from where the view is. Past the last, to the end. */
export function usePromptSteps(control: RefObject<RowControl | null>, isAway: () => boolean, toEnd: () => void): void {
  const { navigation, store } = usePanel();
  useLayoutEffect(() => {
    navigation.stepPrompt = (step) => {
      const { blocks } = store.model.transcript;
      const { current } = control;
      if (!current) return;
      const prompts = blocks.flatMap(({ type }, index) => (type === 'user' ? [index] : []));
      const here = focusedBlock(blocks) ?? (isAway() ? current.firstInSight() : blocks.length);
      const to = step < 0 ? prompts.findLast((index) => index < here) : prompts.find((index) => index > here);
      const block = blocks[to ?? -1];
      if (block) current.reveal(block.id, (row) => row.focus({ preventScroll: true }));
      else if (step > 0) toEnd();
    };
    return () => {
      navigation.stepPrompt = undefined;
    };
  });
}

function focusedBlock(blocks: readonly { id: string }[]): number | undefined {
  const id = document.activeElement?.closest<HTMLElement>('[data-row]')?.dataset.row;
  const index = blocks.findIndex((block) => block.id === id);
  return index < 0 ? undefined : index;
}
