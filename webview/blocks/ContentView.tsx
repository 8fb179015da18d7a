import type { VNode } from 'preact';
import type { ContentBlock } from '../../src/transcript.ts';
import { t } from '../l10n.ts';
import { Markdown } from '../markdown/Markdown.tsx';

export function ContentView({ block }: { block: ContentBlock }): VNode {
  return (
    <article aria-label={t('Kimi')}>
      <Markdown text={block.text} finished={!block.streaming} />
    </article>
  );
}
