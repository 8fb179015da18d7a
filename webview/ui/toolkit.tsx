import { provideVSCodeDesignSystem, vsCodeButton, vsCodeProgressRing } from '@vscode/webview-ui-toolkit';
import { type ComponentChild, type ComponentChildren, h, type RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Defines the toolkit's elements that the panel uses. The one place, with the wrappers below, that knows the toolkit. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing());
}

interface ButtonProps {
  onClick: () => void;
  children: ComponentChildren;
  appearance?: 'primary' | 'secondary';
  disabled?: boolean;
  title?: string;
}

export function Button({ appearance = 'secondary', disabled = false, ...props }: ButtonProps): ComponentChild {
  return h('vscode-button', { appearance, disabled, ...props });
}

export function ProgressRing(): ComponentChild {
  return h('vscode-progress-ring', { 'aria-hidden': 'true', class: 'ring' });
}

interface TextFieldProps {
  label: string;
  placeholder?: string;
  /** What stands in it at first: what is typed later stays, however often the panel is drawn. */
  value?: string;
  /** The element, whose `value` holds what was typed. */
  fieldRef: RefObject<HTMLInputElement | null>;
  onEnter: () => void;
  onEscape: () => void;
}

/**
 * A one-line field that takes the focus when it appears, with its text selected. A native one: the toolkit's has its text a frame
 * later, when it is too late to select it.
 */
export function TextField({
  label,
  value = '',
  fieldRef,
  onEnter,
  onEscape,
  ...props
}: TextFieldProps): ComponentChild {
  const first = useRef(value);
  useLayoutEffect(() => {
    const field = fieldRef.current;
    if (!field) return;
    field.value = first.current;
    field.focus();
    field.select();
  }, [fieldRef]);
  return h('input', {
    type: 'text',
    class: 'text-field',
    'aria-label': label,
    ref: fieldRef,
    ...props,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if (event.key === 'Enter') onEnter();
      if (event.key === 'Escape') onEscape();
    },
  });
}
