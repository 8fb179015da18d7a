import type { VNode } from 'preact';
import type { ContentBlock } from '../../src/transcript.ts';
import { Markdown } from '../markdown/Markdown.tsx';

export function ContentView({ block }: { block: ContentBlock }): VNode {
  return (
    <div dir="auto">
      <Markdown text={block.text} finished={!block.streaming} />
    </div>
  );
}
