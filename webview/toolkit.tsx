import {
  provideVSCodeDesignSystem,
  vsCodeBadge,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { type ComponentChild, type ComponentChildren, h, type RefObject } from 'preact';

/** Defines the toolkit's elements that the panel uses. The one place, with the wrappers below, that knows the toolkit. */
export function registerToolkit(): void {
  provideVSCodeDesignSystem().register(vsCodeBadge(), vsCodeButton(), vsCodeProgressRing(), vsCodeTextField());
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

interface IconButtonProps {
  icon: string;
  label: string;
  onClick: () => void;
  class?: string;
}

/** A button that shows a codicon; the label is its name and its tooltip. */
export function IconButton({ icon, label, ...props }: IconButtonProps): ComponentChild {
  return h(
    'vscode-button',
    { appearance: 'icon', 'aria-label': label, title: label, ...props },
    h('span', { class: `codicon codicon-${icon}`, 'aria-hidden': 'true' }),
  );
}

export function Badge({ children, title }: { children: ComponentChildren; title: string }): ComponentChild {
  return h('vscode-badge', { title }, children);
}

export function ProgressRing(): ComponentChild {
  return h('vscode-progress-ring', { 'aria-hidden': 'true', class: 'ring' });
}

interface TextFieldProps {
  label: string;
  placeholder?: string;
  value?: string;
  /** The element, whose `value` holds what was typed. */
  fieldRef: RefObject<HTMLInputElement | null>;
  onEnter: () => void;
  onEscape: () => void;
}

/** A one-line field that takes the focus when it appears. */
export function TextField({ label, fieldRef, onEnter, onEscape, ...props }: TextFieldProps): ComponentChild {
  return h('vscode-text-field', {
    ref: fieldRef,
    autofocus: true,
    'aria-label': label,
    ...props,
    onKeyDown: (event: KeyboardEvent) => {
      if (event.isComposing) return;
      if (event.key === 'Enter') onEnter();
      if (event.key === 'Escape') onEscape();
    },
  });
}
