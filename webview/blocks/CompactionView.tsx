import type { VNode } from 'preact';
import type { CompactionBlock } from '../../src/shared/transcript/reduce.ts';
import { Markdown } from '../markdown/Markdown.tsx';
import { useOpened } from '../state/ExpandedContext.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { useClock } from '../ui/useClock.ts';
import { failureMessages } from '../words/failureMessages.ts';
import { formatCompact, formatDuration } from '../words/format.ts';
import { t } from '../words/l10n.ts';
import { Detail } from './CallDetails.tsx';

/** Opens to show the note; everything that it stands for stays in the conversation above. */
export function CompactionView({ block }: { block: CompactionBlock }): VNode {
  switch (block.state) {
    case 'running':
      return <Running since={block.startedAt} />;
    case 'done':
      return <Done block={block} />;
    case 'failed':
      return <Failed block={block} />;
  }
}

function Running({ since }: { since: number }): VNode {
  const elapsed = useClock(true) - since;
  return (
    <div class="notice">
      <Icon />
      <span class="shimmer">{elapsed < 1000 ? t('Compacting…') : t('Compacting… {0}', formatDuration(elapsed))}</span>
    </div>
  );
}

export function compactedWords({ before = 0, after = 0 }: CompactionBlock): string {
  return t('Compacted: {0} → {1} tokens', formatCompact(before), formatCompact(after));
}

function Done({ block }: { block: CompactionBlock }): VNode {
  const { id, note = '', focus } = block;
  const [open = false, setOpen] = useOpened(id);
  const summary = (
    <>
      <Icon />
      {compactedWords(block)}
    </>
  );
  return (
    <Disclosure open={open} onToggle={setOpen} summary={summary}>
      {open ? (
        <div class="compaction-note">
          <p class="dim">
            {t('From here on Kimi reads this note of its own, and your messages, in place of what stands above.')}
          </p>
          {focus === undefined ? null : <p class="dim">{t('To keep in mind: {0}', focus)}</p>}
          <Markdown text={note} finished />
        </div>
      ) : null}
    </Disclosure>
  );
}

function Failed({ block }: { block: CompactionBlock }): VNode {
  const [open = false, setOpen] = useOpened(block.id);
  const { failure } = block;
  const words = (
    <>
      <Icon />
      {reasonWords(block)}
    </>
  );
  if (!failure?.detail) return <div class="notice">{words}</div>;
  return (
    <Disclosure open={open} onToggle={setOpen} summary={words}>
      {open ? (
        <Detail title={failure.status ? t('Status {0}', failure.status) : t('Detail')} text={failure.detail} />
      ) : null}
    </Disclosure>
  );
}

function Icon(): VNode {
  return <span class="codicon codicon-fold" aria-hidden="true" />;
}

function reasonWords({ cause, failure }: CompactionBlock): string {
  switch (cause) {
    case 'stopped':
      return t('Not compacted: you stopped it.');
    case 'reload':
      return t('Not compacted: the window was closed.');
    case 'larger':
      return t('Not compacted: the note would have taken as much room.');
    default:
      return t('Not compacted: {0}.', failureMessages(failure?.code ?? 'internal').title);
  }
}
