import type { Tokens } from 'marked';
import { Component, type ComponentChild, type VNode } from 'preact';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { t } from '../words/l10n.ts';
import { CodeBlock } from './CodeBlock.tsx';
import { decodeEntities } from './entities.ts';
import { Inline } from './Inline.tsx';
import { itemTokens } from './itemTokens.ts';
import { known, type MarkdownToken } from './lex.ts';

interface Props {
  token: MarkdownToken;
  /** No later text can change the token. */
  settled: boolean;
}

/** One block of Markdown; drawn again only when its source is another one. */
export class MarkdownBlock extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { token, settled } = this.props;
    if (token === next.token && settled === next.settled) return false;
    return token.raw !== next.token.raw || token.type !== next.token.type || settled !== next.settled;
  }

  override render({ token, settled }: Props): VNode {
    return <ErrorBoundary source={() => token.raw}>{() => drawBlock(token, settled)}</ErrorBoundary>;
  }
}

function drawBlock(token: MarkdownToken, settled: boolean): ComponentChild {
  switch (token.type) {
    case 'paragraph':
      return (
        <p dir="auto">
          <Inline text={token.text} />
        </p>
      );
    case 'text':
    case 'heading':
      return token.type === 'text' ? <Inline text={token.text} /> : <Heading token={token} />;
    case 'code':
      return (
        <CodeBlock
          code={token.text}
          language={token.lang?.trim().split(/\s/, 1)[0] ?? ''}
          settled={settled || isClosedFence(token.raw)}
        />
      );
    case 'math':
      return (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard
        <pre class="math" tabIndex={0} dir="ltr">
          {token.text}
        </pre>
      );
    case 'blockquote':
      return <blockquote dir="auto">{drawBlocks(known(token.tokens), settled)}</blockquote>;
    case 'list':
      return <List token={token} settled={settled} />;
    case 'table':
      return <Table token={token} />;
    case 'hr':
      return <hr />;
    case 'checkbox':
      return <Checkbox checked={token.checked} />;
    case 'space':
      return null;
    default:
      return decodeEntities(token.raw);
  }
}

function drawBlocks(tokens: readonly MarkdownToken[], settled: boolean): VNode[] {
  return tokens.map((token, index) => <MarkdownBlock key={index} token={token} settled={settled} />);
}

/** All stand below the session's title; models skip levels, and a skipped level misleads more than a flat list. */
function Heading({ token }: { token: Tokens.Heading }): VNode {
  return (
    <h2 dir="auto" class={`heading-${token.depth}`}>
      <Inline text={token.text} />
    </h2>
  );
}

function List({ token, settled }: { token: Tokens.List; settled: boolean }): VNode {
  const last = token.items.length - 1;
  const items = token.items.map((item, index) => (
    <ListItem key={index} item={item} settled={settled || index < last} />
  ));
  return token.ordered ? <ol start={token.start === '' ? 1 : token.start}>{items}</ol> : <ul>{items}</ul>;
}

interface ItemProps {
  item: Tokens.ListItem;
  settled: boolean;
}

class ListItem extends Component<ItemProps> {
  override shouldComponentUpdate({ item, settled }: ItemProps): boolean {
    const drawn = this.props;
    return drawn.item.raw !== item.raw || drawn.item.loose !== item.loose || drawn.settled !== settled;
  }

  override render({ item, settled }: ItemProps): VNode {
    return (
      <li dir="auto" class={item.task ? 'task' : ''}>
        {drawBlocks(itemTokens(item), settled)}
      </li>
    );
  }
}

function Checkbox({ checked }: { checked: boolean }): VNode {
  return (
    <span role="img" aria-label={checked ? t('Done') : t('To do')}>
      {checked ? '☑ ' : '☐ '}
    </span>
  );
}

function Table({ token }: { token: Tokens.Table }): VNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables scroll, also by keyboard
    <div class="table" tabIndex={0}>
      <table>
        <thead>
          <tr>
            {token.header.map((cell, index) => (
              <th key={index} dir="auto" scope="col" class={alignment(cell)}>
                <Inline text={cell.text} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {token.rows.map((row, index) => (
            <TableRow key={index} cells={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

class TableRow extends Component<{ cells: Tokens.TableCell[] }> {
  override shouldComponentUpdate({ cells }: { cells: Tokens.TableCell[] }): boolean {
    const drawn = this.props.cells;
    return drawn.length !== cells.length || cells.some((cell, index) => cell.text !== drawn[index]?.text);
  }

  override render({ cells }: { cells: Tokens.TableCell[] }): VNode {
    return (
      <tr>
        {cells.map((cell, index) => (
          <td key={index} dir="auto" class={alignment(cell)}>
            <Inline text={cell.text} />
          </td>
        ))}
      </tr>
    );
  }
}

function alignment(cell: Tokens.TableCell): string {
  return cell.align ? `align-${cell.align}` : '';
}

function isClosedFence(raw: string): boolean {
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1];
  return fence !== undefined && new RegExp(`\\n {0,3}${fence}[\`~]*\\s*$`).test(raw);
}
