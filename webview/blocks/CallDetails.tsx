import type { VNode } from 'preact';
import type { ToolOutput } from '../../src/protocol.ts';
import { t } from '../l10n.ts';

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
    </div>
  );
}

export function Detail({ title, text }: { title: string; text: string }): VNode {
  return (
    <>
      <div class="detail-title">{title}</div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard */}
      <pre class="detail-text" tabIndex={0}>
        {text.length > SHOWN_LIMIT ? `${text.slice(0, SHOWN_LIMIT)}\n…` : text}
      </pre>
    </>
  );
}

function prettyJson(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2);
  } catch {
    return json; // still streaming, or what the model wrote is not JSON
  }
}

function outputText(output: ToolOutput): string {
  if (typeof output === 'string') return output;
  return output.map((part) => (part.type === 'text' ? part.text : `[${part.mimeType}]`)).join('\n');
}
