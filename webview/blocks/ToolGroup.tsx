import type { VNode } from 'preact';
import type { Block, ToolBlock } from '../../src/shared/transcript/reduce.ts';
import { useOpened } from '../state/ExpandedContext.tsx';
import { useModel } from '../state/PanelContext.tsx';
import type { PanelModel } from '../state/PanelStore.ts';
import { Disclosure } from '../ui/Disclosure.tsx';
import { formatCount, formatList } from '../words/format.ts';
import { t } from '../words/l10n.ts';
import { partialArgument } from '../words/partialArgument.ts';
import { BlockView } from './BlockView.tsx';
import { Icon } from './StateIcon.tsx';

/**
 * Neighbouring calls that only look, in one line that opens; those that failed are told in any case. `start` and `end` are the
 * places of their blocks.
 */
export function ToolGroup({ start, end }: { start: number; end: number }): VNode {
  const calls = useModel((model) => callsIn(model, start, end), sameItems);
  const [open = false, setOpen] = useOpened(`group ${calls[0]?.id}`);
  const cards = calls.map(({ id, state }, index) =>
    open || state === 'failed' ? (
      <div key={id} data-block="tool" data-of={id}>
        <BlockView index={start + index} />
      </div>
    ) : null,
  );
  return (
    <>
      <Disclosure open={open} onToggle={setOpen} summary={<GroupSummary calls={calls} />}>
        {open ? <div class="details">{cards}</div> : null}
      </Disclosure>
      {open ? null : cards}
    </>
  );
}

function GroupSummary({ calls }: { calls: readonly ToolBlock[] }): VNode {
  const running = calls.some(({ state }) => state === 'streaming' || state === 'queued' || state === 'running');
  return (
    <>
      {running ? (
        <Icon name="loading codicon-modifier-spin" label={t('Running')} />
      ) : (
        <span class="codicon codicon-search" aria-hidden="true" />
      )}
      <span class="subject">{groupWords(calls)}</span>
    </>
  );
}

/** "Read 6 files, searched 2 times" */
function groupWords(calls: readonly ToolBlock[]): string {
  const named = (...names: string[]): ToolBlock[] => calls.filter(({ name }) => names.includes(name));
  const read = new Set(named('read_file').map(pathOf)).size;
  const parts = [
    counted(read, t('read 1 file'), (count) => t('read {0} files', count)),
    counted(named('search_text', 'find_files').length, t('searched once'), (count) => t('searched {0} times', count)),
    counted(named('list_files', 'outline').length, t('listed files'), (count) => t('listed files {0} times', count)),
    counted(named('inspect_code').length, t('looked up 1 symbol'), (count) => t('looked up {0} symbols', count)),
    counted(named('view_image').length, t('looked at 1 image'), (count) => t('looked at {0} images', count)),
    counted(named('get_diagnostics').length, t('checked the problems'), (count) =>
      t('checked the problems {0} times', count),
    ),
  ].filter((part) => part !== '');
  const words = formatList(parts);
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

function counted(count: number, one: string, many: (count: string) => string): string {
  if (count === 0) return '';
  return count === 1 ? one : many(formatCount(count));
}

function pathOf({ id, display, arguments: json }: ToolBlock): string {
  return display?.type === 'file' ? display.path : (partialArgument(json, 'path') ?? id);
}

function callsIn(model: PanelModel, start: number, end: number): ToolBlock[] {
  return model.transcript.blocks.slice(start, end).filter((block: Block): block is ToolBlock => block.type === 'tool');
}

function sameItems(a: readonly ToolBlock[], b: readonly ToolBlock[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
