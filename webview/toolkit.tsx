import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { type ComponentChild, type ComponentChildren, h, type RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Defines the toolkit's elements that the panel uses. The one place, with the wrappers below, that knows the toolkit. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing(), vsCodeTextField());
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

/** A one-line field that takes the focus when it appears, with its text selected. */
export function TextField({ label, value, fieldRef, onEnter, onEscape, ...props }: TextFieldProps): ComponentChild {
  const first = useRef(value);
  useLayoutEffect(() => {
    // The element names itself "Text field" when it is connected, and would take the focus a frame later.
    fieldRef.current?.setAttribute('aria-label', label);
    if (fieldRef.current && first.current !== undefined) fieldRef.current.value = first.current;
    fieldRef.current?.focus();
    fieldRef.current?.select();
  }, [fieldRef, label]);
  return h('vscode-text-field', {
    ref: fieldRef,
    ...props,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if (event.key === 'Enter') onEnter();
      if (event.key === 'Escape') onEscape();
    },
  });
}
