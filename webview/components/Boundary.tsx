import { Component, type ComponentChildren } from 'preact';

interface Props {
  /** Shown instead when drawing fails. */
  source: string;
  children: ComponentChildren;
}

/** Keeps an error in drawing one block from taking the panel with it: the block's source is shown as it is. */
export class Boundary extends Component<Props, { failedOn?: string }> {
  override componentDidCatch(error: unknown): void {
    console.error(error);
    this.setState({ failedOn: this.props.source });
  }

  override render({ source, children }: Props, { failedOn }: { failedOn?: string }): ComponentChildren {
    return failedOn === source ? <pre class="plain">{source}</pre> : children;
  }
}
