import type { VNode } from 'preact';
import type { MediaPart, ToolOutput } from '../../src/shared/protocol.ts';
import { showInvisible } from '../../src/shared/showInvisible.ts';
import { truncate } from '../../src/util/text/truncate.ts';
import { MediaView } from '../ui/MediaView.tsx';
import { t } from '../words/l10n.ts';
import { partialArgument } from '../words/partialArgument.ts';
import { prettyJson } from '../words/prettyJson.ts';

/** Characters of a result that are shown; the model may read more. */
const SHOWN_LIMIT = 20_000;

interface Call {
  arguments: string;
  output?: ToolOutput;
}

/** A call as the model made it, and what the model got. */
export function CallDetails({ block }: { block: Call }): VNode {
  return (
    <div class="details">
      <Detail title={t('Arguments')} text={prettyJson(block.arguments)} />
      {block.output === undefined ? null : <Detail title={t('Result')} text={outputText(block.output)} />}
      {mediaIn(block.output).map(({ type, mimeType, blob }) => (
        <MediaView
          key={blob}
          medium={{ type, mimeType, blob, name: partialArgument(block.arguments, 'path') ?? type }}
        />
      ))}
    </div>
  );
}

function mediaIn(output: ToolOutput | undefined): MediaPart[] {
  return Array.isArray(output) ? output.filter((part) => part.type !== 'text') : [];
}

export function Detail({ title, text }: { title: string; text: string }): VNode {
  const shown = showInvisible(truncate(text, SHOWN_LIMIT));
  return (
    <>
      <div class="detail-title">{title}</div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <pre class="detail-text" tabIndex={0}>
        {text.length > SHOWN_LIMIT ? `${shown}\n…` : shown}
      </pre>
    </>
  );
}

function outputText(output: ToolOutput): string {
  if (typeof output === 'string') return output;
  return output.map((part) => (part.type === 'text' ? part.text : `[${part.mimeType}]`)).join('\n');
}
