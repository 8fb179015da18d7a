import type { VNode } from 'preact';
import type { Block } from '../../src/shared/transcript/reduce.ts';
import { useModel } from '../state/PanelContext.tsx';
import { ErrorBoundary } from '../ui/ErrorBoundary.tsx';
import { ChangesView } from './ChangesView.tsx';
import { CommandCard } from './CommandCard.tsx';
import { CompactionView } from './CompactionView.tsx';
import { ConsentCard } from './ConsentCard.tsx';
import { ContentView } from './ContentView.tsx';
import { EditCard } from './EditCard.tsx';
import { ErrorView } from './ErrorView.tsx';
import { NoticeView } from './NoticeView.tsx';
import { PlanCard } from './PlanCard.tsx';
import { PlanView } from './PlanView.tsx';
import { QuestionCard } from './QuestionCard.tsx';
import { ReasoningView } from './ReasoningView.tsx';
import { ToolCard } from './ToolCard.tsx';
import { UserView } from './UserView.tsx';

/** The block at one place of the transcript; draws again only when that block is another value. */
export function BlockView({ index }: { index: number }): VNode | null {
  const block = useModel((model) => model.transcript.blocks[index]);
  return block ? <ErrorBoundary source={() => sourceOf(block)}>{() => drawBlock(block)}</ErrorBoundary> : null;
}

function drawBlock(block: Block): VNode {
  switch (block.type) {
    case 'user':
      return <UserView block={block} />;
    case 'reasoning':
      return <ReasoningView block={block} />;
    case 'content':
      return <ContentView block={block} />;
    case 'tool':
      return <ToolCard block={block} />;
    case 'edit':
      return <EditCard block={block} />;
    case 'command':
      return <CommandCard block={block} />;
    case 'question':
      return block.plan ? <PlanCard block={block} /> : <QuestionCard block={block} />;
    case 'plan':
      return <PlanView block={block} />;
    case 'consent':
      return <ConsentCard block={block} />;
    case 'notice':
      return <NoticeView block={block} />;
    case 'error':
      return <ErrorView block={block} />;
    case 'changes':
      return <ChangesView block={block} />;
    case 'compaction':
      return <CompactionView block={block} />;
  }
}

/** What is shown of a block that cannot be drawn. */
function sourceOf(block: Block): string {
  switch (block.type) {
    case 'user':
    case 'reasoning':
    case 'content':
      return block.text;
    case 'tool':
    case 'edit':
    case 'command':
    case 'question':
      return `${block.name} ${block.arguments}`;
    case 'consent':
      return JSON.stringify(block.asks);
    case 'plan':
      return block.items.map((item) => item.text).join(', ');
    case 'notice':
      return block.notice;
    case 'error':
      return block.failure.detail;
    case 'changes':
      return block.files.map((file) => file.path).join(', ');
    case 'compaction':
      return block.note ?? block.state;
  }
}
