import type { VNode } from 'preact';
import type { ContentBlock } from '../../src/transcript.ts';
import { CopyButton } from '../components/CopyButton.tsx';
import { t } from '../l10n.ts';
import { Markdown } from '../markdown/Markdown.tsx';

export function ContentView({ block }: { block: ContentBlock }): VNode {
  return (
    <div class="message">
      {block.streaming ? null : <CopyButton text={block.text} label={t('Copy message')} />}
      <Markdown text={block.text} finished={!block.streaming} />
    </div>
  );
}
