import { Component, type VNode } from 'preact';
import { useReducer, useRef } from 'preact/hooks';
import { usePanel } from '../state/PanelContext.tsx';
import type { MarkdownToken } from './lex.ts';
import { MarkdownBlock } from './MarkdownBlock.tsx';
import { MarkdownStream } from './MarkdownStream.ts';

/** Blocks drawn as one: a page without changes is passed over whole, and skipped by layout while out of sight. */
const PAGE_LENGTH = 24;

/**
 * Markdown that may still be growing. One task draws a bounded piece of it; the rest follows in tasks of their own, so
 * that a burst of text never holds up the user.
 */
export function Markdown({ text, finished }: { text: string; finished: boolean }): VNode {
  const { budget, queue } = usePanel();
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const stream = useRef(new MarkdownStream()).current;
  const queued = useRef(false);
  const pages = useRef<readonly Page[]>([]);

  stream.update(text, finished);
  stream.advance(budget.take(stream.behind));
  if (stream.behind > 0 && !queued.current) {
    queued.current = true;
    queue.add(() => {
      queued.current = false;
      redraw(undefined);
    });
  }
  pages.current = paginate(stream, pages.current);
  return (
    <div class="markdown">
      {pages.current.map((page, index) => (
        <PageView key={index} page={page} />
      ))}
    </div>
  );
}

interface Page {
  tokens: readonly MarkdownToken[];
  /** How many of the tokens are final. */
  settled: number;
}

/** Cuts the tokens into pages, keeping the earlier page objects that hold only final tokens. */
function paginate({ tokens, settled }: MarkdownStream, earlier: readonly Page[]): readonly Page[] {
  const pages: Page[] = [];
  for (let start = 0; start < tokens.length; start += PAGE_LENGTH) {
    const page = earlier[pages.length];
    pages.push(
      page?.settled === PAGE_LENGTH
        ? page
        : {
            tokens: tokens.slice(start, start + PAGE_LENGTH),
            settled: Math.min(PAGE_LENGTH, Math.max(0, settled - start)),
          },
    );
  }
  return pages;
}

class PageView extends Component<{ page: Page }> {
  override shouldComponentUpdate({ page }: { page: Page }): boolean {
    return page !== this.props.page;
  }

  override render({ page }: { page: Page }): VNode {
    return (
      <div class={page.settled === PAGE_LENGTH ? 'page full-page' : 'page'}>
        {page.tokens.map((token, index) => (
          <MarkdownBlock key={index} token={token} settled={index < page.settled} />
        ))}
      </div>
    );
  }
}
