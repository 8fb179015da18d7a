import type { VNode } from 'preact';
import type { Block, ConsentBlock } from '../../src/shared/transcript/reduce.ts';
import { truncate } from '../../src/util/text/truncate.ts';
import { compactedWords } from '../blocks/CompactionView.tsx';
import { useModel } from '../state/PanelContext.tsx';
import type { PanelModel } from '../state/PanelStore.ts';
import { t } from '../words/l10n.ts';
import { toolSourceName } from '../words/toolSourceName.ts';

/** Characters of an answer that are read out. */
const READ_LIMIT = 400;

/** Tells a screen reader of finished answers and of what waits for the user; never of single words. */
export function Announcer(): VNode {
  const block = useModel(newsworthyBlock, sameNews);
  return (
    <div class="visually-hidden" aria-live="polite">
      {block ? wording(block) : ''}
    </div>
  );
}

function newsworthyBlock({ transcript }: PanelModel): Block | undefined {
  return transcript.blocks.findLast((block) => wording(block) !== '');
}

function sameNews(a: Block | undefined, b: Block | undefined): boolean {
  return a?.id === b?.id;
}

function wording(block: Block): string {
  switch (block.type) {
    case 'content':
      return block.streaming ? '' : t('Kimi: {0}', truncate(block.text, READ_LIMIT));
    case 'edit':
      return block.state === 'pending' ? t('Kimi wants to edit {0}.', block.path ?? '') : '';
    case 'command':
      if (block.ending?.type === 'background' && block.ending.waits) return t('{0} waits for input.', block.command);
      return block.state === 'pending' ? t('Kimi wants to run {0}.', block.command) : '';
    case 'consent':
      return block.state === 'pending' ? consentWords(block.asks) : '';
    case 'question':
      return block.state === 'pending' ? t('Kimi asks: {0}', block.question) : '';
    case 'compaction':
      return block.state === 'done' ? compactedWords(block) : '';
    default:
      return '';
  }
}

function consentWords(asks: ConsentBlock['asks']): string {
  switch (asks.type) {
    case 'read':
      return t('Kimi wants to read {0}, outside the workspace.', asks.path);
    case 'fetch':
      return t('Kimi wants to fetch {0}.', asks.url);
    case 'tool':
      return t('Kimi wants to use the tool {0} of {1}.', asks.tool, toolSourceName(asks.source));
    case 'server':
      return t('Kimi wants to start the tool server {0}.', asks.server);
    case 'input':
      return t('Kimi wants to type into {0}.', asks.command);
  }
}
