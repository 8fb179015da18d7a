import type { VNode } from 'preact';

interface IconButtonProps {
  /** A codicon's name. */
  icon: string;
  /** The button's name and its tooltip. */
  label: string;
  onClick: () => void;
}

/** A native button: answers hold hundreds of these, and a custom element costs a hundred times as much. */
export function IconButton({ icon, label, onClick }: IconButtonProps): VNode {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <span class={`codicon codicon-${icon}`} aria-hidden="true" />
    </button>
  );
}
