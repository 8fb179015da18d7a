import type { VNode } from 'preact';
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import type { Suggestion } from '../../src/shared/protocol.ts';
import type { Autocomplete } from '../state/Autocomplete.ts';
import { usePanel } from '../state/PanelContext.tsx';
import { t } from '../words/l10n.ts';

export const SUGGESTIONS_ID = 'suggestions';

export function suggestionId(index: number): string {
  return `suggestion-${index}`;
}

/** The list; the component draws again with each of its changes. */
export function useCompletion(): Autocomplete {
  const { completion } = usePanel();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useLayoutEffect(() => completion.subscribe(() => redraw(undefined)), [completion]);
  return completion;
}

/** Stands over the input, which keeps the focus and names the marked line. */
export function AutocompleteList({ onChoose }: { onChoose: (chosen: Suggestion) => void }): VNode {
  const completion = useCompletion();
  const { open, suggestions, marked } = completion;
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.children[marked]?.scrollIntoView({ block: 'nearest' });
  }, [marked, suggestions]);
  return (
    <>
      {open ? (
        <div ref={list} id={SUGGESTIONS_ID} class="suggestion-list" role="listbox" aria-label={t('Completions')}>
          {suggestions.map((suggestion, index) => (
            <Line
              key={`${suggestion.icon} ${suggestion.insert} ${suggestion.detail}`}
              suggestion={suggestion}
              index={index}
              marked={index === marked}
              onChoose={onChoose}
            />
          ))}
        </div>
      ) : null}
      <span class="visually-hidden" role="status">
        {open ? (suggestions.length === 1 ? t('1 suggestion') : t('{0} suggestions', suggestions.length)) : ''}
      </span>
    </>
  );
}

interface LineProps {
  suggestion: Suggestion;
  index: number;
  marked: boolean;
  onChoose: (chosen: Suggestion) => void;
}

function Line({ suggestion, index, marked, onChoose }: LineProps): VNode {
  const { icon, label, detail } = suggestion;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the focus and takes the keys
    <div
      id={suggestionId(index)}
      role="option"
      tabIndex={-1}
      aria-selected={marked}
      title={detail === '' ? label : `${label} · ${detail}`}
      // The focus stays in the input.
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onChoose(suggestion)}
    >
      <span class={`codicon codicon-${icon}`} aria-hidden="true" />
      <span class="suggestion-label">{label}</span>
      <span class="suggestion-detail">{detail}</span>
    </div>
  );
}
