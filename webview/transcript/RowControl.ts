/** What the conversation's rows can be asked by what stands around them. */
export interface RowControl {
  /** The element of the rows. */
  element: HTMLElement;
  /** Brings the row with this block to the top of the view, and calls back with its element. */
  reveal(block: string, then: (row: HTMLElement) => void): void;
  /** The index of the first block that is in sight. */
  firstInSight(): number;
}
