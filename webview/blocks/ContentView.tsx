import type { VNode } from 'preact';
import type { ContentBlock } from '../../src/shared/transcript/reduce.ts';
import { Markdown } from '../markdown/Markdown.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { t } from '../words/l10n.ts';

export function ContentView({ block }: { block: ContentBlock }): VNode {
  return (
    <div class="message">
      {block.streaming ? null : <CopyButton text={block.text} label={t('Copy message')} />}
      <Markdown text={block.text} finished={!block.streaming} />
    </div>
  );
}
