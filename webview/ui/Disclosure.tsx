import type { ComponentChildren, VNode } from 'preact';

interface DisclosureProps {
  open: boolean;
  /** The user opened or closed it. */
  onToggle: (open: boolean) => void;
  summary: ComponentChildren;
  children: ComponentChildren;
}

export function Disclosure({ open, onToggle, summary, children }: DisclosureProps): VNode {
  return (
    <details
      class="disclosure"
      open={open}
      // The event also comes when the block itself opens or closes.
      onToggle={(event) => event.currentTarget.open !== open && onToggle(event.currentTarget.open)}
    >
      <summary>
        <span class="codicon codicon-chevron-right" aria-hidden="true" />
        <span class="summary">{summary}</span>
      </summary>
      {children}
    </details>
  );
}
