import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { showInvisible } from '../../src/shared/showInvisible.ts';
import type { CommandBlock } from '../../src/shared/transcript/reduce.ts';
import { useOpened } from '../state/ExpandedContext.tsx';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { Button } from '../ui/toolkit.tsx';
import { useClock } from '../ui/useClock.ts';
import { formatDuration } from '../words/format.ts';
import { t } from '../words/l10n.ts';
import { partialArgument } from '../words/partialArgument.ts';
import { DecisionButtons } from './DecisionButtons.tsx';
import { Icon, StateIcon } from './StateIcon.tsx';

/** Open while it runs or asks; closed once it ended well, unless the user opened or closed it. */
export function CommandCard({ block }: { block: CommandBlock }): VNode {
  const [chosen, setChosen] = useOpened(block.id);
  const asks = block.state === 'pending';
  const open = chosen ?? (asks || block.state === 'running' || waits(block) || wentWrong(block));
  return (
    <div class={asks ? 'card asks' : 'card'}>
      <Disclosure open={open} onToggle={setChosen} summary={<CommandSummary block={block} />}>
        {block.cwd && block.cwd !== '.' ? <p class="card-note">{t('in {0}', showInvisible(block.cwd))}</p> : null}
        {open && block.printed ? <Printed text={block.printed} /> : null}
        {block.display?.type === 'error' ? <p class="card-note">{block.display.message}</p> : null}
      </Disclosure>
      {asks && block.action ? (
        <DecisionButtons action={block.action} yes={t('Run')} no={t('Skip')} why={block.why} />
      ) : null}
      {isUnderWay(block) ? <CommandActions block={block} /> : null}
    </div>
  );
}

/** What is known of a task before its command is asked about, or where it is not asked about. */
function taskWords(block: CommandBlock): string {
  const name = partialArgument(block.arguments, 'name');
  return name ? t('Task {0}', showInvisible(name)) : t('List tasks');
}

/** What the user can do about a command that runs. */
function CommandActions({ block }: { block: CommandBlock }): VNode | null {
  const { host } = usePanel();
  const readOnly = useModel((model) => model.readOnly);
  if (readOnly) return null;
  const handle = (action: 'stop' | 'move' | 'show') => host.post({ type: 'handleCommand', call: block.call, action });
  return (
    <div class="actions">
      <Button onClick={() => handle('show')}>{t('Show terminal')}</Button>
      <Button onClick={() => handle('stop')}>{t('Stop command')}</Button>
      {block.ending ? null : <Button onClick={() => handle('move')}>{t('Move to background')}</Button>}
    </div>
  );
}

function CommandSummary({ block }: { block: CommandBlock }): VNode {
  const command = block.command || (partialArgument(block.arguments, 'command') ?? '');
  const task = block.name === 'run_task' && command === '' ? taskWords(block) : undefined;
  return (
    <>
      <CommandIcon block={block} />
      <code class="subject command" title={showInvisible(command)}>
        {task ?? `$ ${showInvisible(command)}`}
      </code>
      <span class="outcome">
        <CommandState block={block} />
      </span>
    </>
  );
}

function CommandIcon({ block }: { block: CommandBlock }): VNode {
  switch (block.state) {
    case 'pending':
      return <span class="codicon codicon-terminal" aria-hidden="true" />;
    case 'skipped':
      return <StateIcon state="cancelled" icon="terminal" />;
    case 'done':
      if (block.ending?.type === 'background')
        return waits(block) ? (
          <Icon name="keyboard" label={t('Waits for input')} />
        ) : (
          <Icon name="loading codicon-modifier-spin" label={t('Running')} />
        );
      if (block.ending?.type === 'exited' && block.ending.code === 0)
        return <Icon name="check" label={t('Succeeded')} />;
      return <StateIcon state={wentWrong(block) ? 'failed' : 'done'} icon="terminal" />;
    default:
      return <StateIcon state={wentWrong(block) ? 'failed' : block.state} icon="terminal" />;
  }
}

function CommandState({ block }: { block: CommandBlock }): VNode {
  const running = block.state === 'running' && block.startedAt !== undefined;
  const now = useClock(running);
  if (running) return <>{formatDuration(now - (block.startedAt ?? now))}</>;
  return <>{[endingWords(block), durationWords(block)].filter(Boolean).join(' · ')}</>;
}

function durationWords({ durationMs, ending }: CommandBlock): string {
  if (durationMs === undefined || ending?.type === 'skipped' || ending?.type === 'background') return '';
  if (ending?.type === 'lost') return '';
  return formatDuration(durationMs, { fine: true });
}

function endingWords({ ending, state }: CommandBlock): string {
  switch (ending?.type) {
    case 'exited':
      return ending.code === undefined ? t('ended') : ending.code === 0 ? '' : t('exit code {0}', ending.code);
    case 'timedOut':
      return t('timed out');
    case 'stopped':
      return t('stopped');
    case 'skipped':
      return t('skipped');
    case 'background':
      return ending.waits ? t('waits for input') : t('in the background');
    case 'closed':
      return t('terminal closed');
    case 'lost':
      return t('ended with its window');
    case undefined:
      return state === 'skipped' ? t('skipped') : state === 'cancelled' ? t('cancelled') : '';
  }
}

function waits({ ending }: CommandBlock): boolean {
  return ending?.type === 'background' && ending.waits;
}

function isUnderWay({ state, ending }: CommandBlock): boolean {
  return ending ? ending.type === 'background' : state === 'running';
}

function wentWrong({ ending, state }: CommandBlock): boolean {
  return state === 'failed' || ending?.type === 'timedOut' || (ending?.type === 'exited' && (ending.code ?? 0) !== 0);
}

/** Laid out from its end, as the transcript is, so that it follows what is printed. */
function Printed({ text }: { text: string }): VNode {
  const lines = useRef<HTMLPreElement>(null);
  useLayoutEffect(() => {
    if (lines.current) lines.current.textContent = plainText(text);
  }, [text]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
    <div class="printed" tabIndex={0}>
      <pre ref={lines} />
    </div>
  );
}

/** The text without the terminal's control sequences, and only the last state of a line that was written over. */
function plainText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the sequences' own characters
      .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])/g, '')
      .split('\n')
      .map(lastState)
      .join('\n')
  );
}

/** What is left of a line that writes over itself after carriage returns. */
function lastState(line: string): string {
  return line.split('\r').findLast((part) => part !== '') ?? '';
}
