import type { VNode } from 'preact';
import type { Display } from '../../src/shared/protocol.ts';
import { showInvisible } from '../../src/shared/showInvisible.ts';
import type { ToolBlock } from '../../src/shared/transcript/reduce.ts';
import { useOpened } from '../state/ExpandedContext.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { formatBytes, formatCount } from '../words/format.ts';
import { t } from '../words/l10n.ts';
import { partialArgument } from '../words/partialArgument.ts';
import { toolSourceName } from '../words/toolSourceName.ts';
import { CallDetails } from './CallDetails.tsx';
import { PathLabel } from './PathLabel.tsx';
import { StateIcon } from './StateIcon.tsx';

export function ToolCard({ block }: { block: ToolBlock }): VNode {
  const [open = false, setOpen] = useOpened(block.id);
  const subject = drawSubject(block);
  const outcome = block.display ? outcomeOf(block.display) : progressOf(block);
  return (
    <Disclosure
      open={open}
      onToggle={setOpen}
      summary={
        <>
          <StateIcon state={block.state} icon={iconOf(block)} />
          <span class="verb">{verbOf(block)}</span>
          {subject}
          {outcome ? (
            <span class={isCount(block) ? 'outcome' : 'outcome outcome-words'} title={outcome}>
              {outcome}
            </span>
          ) : null}
        </>
      }
    >
      {open ? <CallDetails block={block} /> : null}
    </Disclosure>
  );
}

/** What a call came to is a count, and short; why it failed and what a helper does now is of any length. */
function isCount({ name, display }: ToolBlock): boolean {
  return display ? display.type !== 'error' : name !== 'explore';
}

/** What the call is about: from its result, or from its arguments as far as they have come. */
function drawSubject({ display, arguments: json }: ToolBlock): VNode | null {
  const to = partialArgument(json, 'to');
  const query =
    display?.type === 'search'
      ? display.query
      : ['pattern', 'query', 'name', 'symbol'].flatMap((name) => partialArgument(json, name) ?? [])[0];
  if (query) {
    const words = to ? `${query} → ${to}` : query;
    return (
      <code class="subject" title={words}>
        {words}
      </code>
    );
  }
  const question = partialArgument(json, 'question');
  if (question) {
    return (
      <span class="subject" title={question}>
        {question}
      </span>
    );
  }
  if (display?.type === 'jobs' && display.command !== undefined) {
    const command = showInvisible(display.command);
    return (
      <code class="subject" title={command}>
        {command}
      </code>
    );
  }
  const url = display?.type === 'page' ? display.url : partialArgument(json, 'url');
  if (url) return <PathLabel path={url} />;
  const path = display && 'path' in display ? display.path : partialArgument(json, 'path');
  return path && path !== '.' ? <PathLabel path={path} /> : null;
}

function progressOf({ name, state, progress }: ToolBlock): string {
  if (state !== 'running' || progress === undefined) return '';
  if (name === 'explore') return exploring(progress);
  return name === 'search_text' ? t('{0} so far', formatCount(Number(progress))) : '';
}

/** What a helper does now: its step, its tool, and what that is called for. */
function exploring(progress: string): string {
  const [step = '', tool = '', subject = ''] = progress.split('\t');
  return t('step {0}: {1} {2}', step, verbOf({ name: tool, arguments: '' }), subject).trim();
}

function outcomeOf(display: Display): string {
  switch (display.type) {
    case 'file':
      if (display.totalLines === 1) return t('1 line');
      return display.startLine === 1 && display.endLine === display.totalLines
        ? t('{0} lines', formatCount(display.totalLines))
        : t('lines {0}–{1} of {2}', display.startLine, display.endLine, formatCount(display.totalLines));
    case 'list':
      if (display.count === 1 && !display.truncated) return t('1 entry');
      return display.truncated
        ? t('first {0}', formatCount(display.count))
        : t('{0} entries', formatCount(display.count));
    case 'search':
      return searchOutcome(display);
    case 'diagnostics':
      return display.errors + display.warnings === 0
        ? t('no problems')
        : t('errors: {0}, warnings: {1}', formatCount(display.errors), formatCount(display.warnings));
    case 'error':
      return display.message;
    case 'video':
      return display.startSeconds === undefined || display.endSeconds === undefined
        ? ''
        : t('{0} s to {1} s', formatCount(display.startSeconds), formatCount(display.endSeconds));
    case 'page':
      return display.truncated ? t('first {0}', formatBytes(display.bytes)) : formatBytes(display.bytes);
    case 'symbol':
      return display.found ? placesOutcome(display.found) : '';
    case 'edits':
      return editsOutcome(display);
    case 'foreign':
      return toolSourceName(display.source);
    case 'jobs':
      return jobsOutcome(display);
    case 'explored':
      return display.steps === 1 ? t('1 step') : t('{0} steps', display.steps);
    case 'image':
    case 'question':
    case 'plan':
    case 'edit':
    case 'command':
      return '';
  }
}

function jobsOutcome({ action, running }: Extract<Display, { type: 'jobs' }>): string {
  if (action === 'stop') return t('stopped');
  return action === 'list' ? t('{0} running', formatCount(running)) : '';
}

function searchOutcome({ matches, files, truncated }: Extract<Display, { type: 'search' }>): string {
  if (matches === 0) return t('no matches');
  const count = `${formatCount(matches)}${truncated ? '+' : ''}`;
  return files === 1 ? t('{0} in 1 file', count) : t('{0} in {1} files', count, formatCount(files));
}

function placesOutcome({ places, files }: { places: number; files: number }): string {
  if (places === 0) return t('nothing found');
  if (places === 1) return t('1 place');
  return files === 1
    ? t('{0} in 1 file', formatCount(places))
    : t('{0} in {1} files', formatCount(places), formatCount(files));
}

function editsOutcome({ files, accepted }: Extract<Display, { type: 'edits' }>): string {
  if (files === 0) return t('nothing to change');
  return accepted === files
    ? t('{0} files', formatCount(files))
    : t('{0} of {1} files', formatCount(accepted), formatCount(files));
}

function verbOf({ name, arguments: json }: Pick<ToolBlock, 'name' | 'arguments'>): string {
  switch (name) {
    case 'read_file':
      return t('Read');
    case 'view_image':
      return t('Look');
    case 'watch_video_clip':
      return t('Watch');
    case 'list_files':
      return t('List');
    case 'search_text':
      return t('Search');
    case 'find_files':
      return t('Find');
    case 'outline':
      return t('Outline');
    case 'inspect_code':
      return inspectionVerb(partialArgument(json, 'what'));
    case 'refactor':
      return refactoringVerb(partialArgument(json, 'action'));
    case 'fetch_url':
      return t('Fetch');
    case 'explore':
      return t('Explore');
    case 'todo':
      return t('Plan');
    case 'get_diagnostics':
      return t('Problems');
    case 'job':
      return t('Command');
    default:
      return name || t('Tool');
  }
}

function inspectionVerb(what: string | undefined): string {
  switch (what) {
    case 'definition':
      return t('Definition');
    case 'references':
      return t('References');
    case 'implementations':
      return t('Implementations');
    case 'type':
      return t('Type definition');
    case 'callers':
      return t('Callers');
    case 'callees':
      return t('Calls');
    case 'supertypes':
      return t('Supertypes');
    case 'subtypes':
      return t('Subtypes');
    case 'symbols':
      return t('Symbols');
    default:
      return t('Symbol');
  }
}

function refactoringVerb(action: string | undefined): string {
  switch (action) {
    case 'rename':
      return t('Rename');
    case 'fix':
      return t('Quick fix');
    case 'organize_imports':
      return t('Organize imports');
    case 'format':
      return t('Format');
    default:
      return t('Refactor');
  }
}

function iconOf({ name, arguments: json }: ToolBlock): string {
  switch (name) {
    case 'read_file':
      return 'file';
    case 'view_image':
      return 'file-media';
    case 'watch_video_clip':
      return 'device-camera-video';
    case 'list_files':
      return 'folder';
    case 'search_text':
      return 'search';
    case 'find_files':
      return 'search';
    case 'outline':
      return 'list-tree';
    case 'inspect_code':
      return partialArgument(json, 'what') === 'symbols' ? 'symbol-class' : 'references';
    case 'refactor':
      return partialArgument(json, 'action') === 'rename' ? 'rename' : 'lightbulb';
    case 'fetch_url':
      return 'globe';
    case 'explore':
      return 'telescope';
    case 'todo':
      return 'checklist';
    case 'get_diagnostics':
      return 'warning';
    case 'job':
      return 'terminal';
    default:
      return 'tools';
  }
}
