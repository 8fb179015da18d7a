import { Component, type ComponentChildren } from 'preact';

interface Props {
  /** Shown instead when drawing fails. */
  source: () => string;
  /** A function, so that what it throws by itself is caught as well. */
  children: () => ComponentChildren;
}

/** Keeps an error in drawing one block from taking the panel with it: the block's source is shown as it is, until it changes. */
export class ErrorBoundary extends Component<Props, { failedOn?: string }> {
  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ failedOn: sourceOf(this.props) });
  }

  override render(props: Props, { failedOn }: { failedOn?: string }): ComponentChildren {
    if (failedOn !== undefined && failedOn === sourceOf(props)) return <pre class="plain">{failedOn}</pre>;
    return <Guarded draw={props.children} />;
  }
}

function Guarded({ draw }: { draw: () => ComponentChildren }): ComponentChildren {
  return draw();
}

function sourceOf({ source }: Props): string {
  try {
    return source();
  } catch (error) {
    return String(error);
  }
}
