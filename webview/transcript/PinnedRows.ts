/** Rows that the user is at and that stay in the page however far they scroll: the focus, a selection, what they write there. */
export class PinnedRows {
  /** Rows with questions that the user began to answer. */
  private readonly touched = new Set<string>();
  private focused: string | undefined;
  private selected: readonly string[] = [];
  /** One that is shown on request. */
  revealed: string | undefined;

  has(id: string): boolean {
    return id === this.focused || id === this.revealed || this.selected.includes(id) || this.touched.has(id);
  }

  /** Notes what the user does in the rows of this element. Returns the function that ends it. */
  follow(rows: HTMLElement): () => void {
    const ending = new AbortController();
    const { signal } = ending;
    rows.addEventListener('focusin', ({ target }) => this.focus(target), { signal });
    rows.addEventListener('focusout', () => this.focus(null), { signal });
    rows.addEventListener('click', ({ target }) => this.touch(target), { signal });
    rows.addEventListener('input', ({ target }) => this.touch(target), { signal });
    document.addEventListener('selectionchange', () => this.select(getSelection()), { signal });
    return () => ending.abort();
  }

  private focus(target: EventTarget | null): void {
    this.focused = rowOf(target);
  }

  /** Where a row asks, its half given answer must not get lost. */
  private touch(target: EventTarget | null): void {
    const id = rowOf(target);
    if (id !== undefined && target instanceof Element && target.closest('.asks')) this.touched.add(id);
  }

  /** Both ends of the selection, so that it lives on while it is out of sight. */
  private select(selection: Selection | null): void {
    const ends = selection && !selection.isCollapsed ? [selection.anchorNode, selection.focusNode] : [];
    this.selected = ends.map(rowOf).filter((id) => id !== undefined);
  }
}

function rowOf(target: EventTarget | null): string | undefined {
  const element = target instanceof Element ? target : target instanceof Node ? target.parentElement : null;
  return element?.closest<HTMLElement>('[data-row]')?.dataset.row;
}
