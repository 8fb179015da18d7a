import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from '../components/IconButton.tsx';
import { t } from '../l10n.ts';
import { usePanel } from '../PanelContext.tsx';
import { canHighlight, highlight } from './highlight.ts';

/** Lines drawn as one text node: while a long listing streams, only the last node changes. */
const CHUNK_LINES = 60;

interface CodeBlockProps {
  code: string;
  /** The fence's first word, possibly empty. */
  language: string;
  /** No more code will come, so that colours are worth their time. */
  settled: boolean;
}

export function CodeBlock({ code, language, settled }: CodeBlockProps): VNode {
  const { host, queue } = usePanel();
  const [colours, setColours] = useState<{ code: string; fragment: DocumentFragment }>();
  useEffect(() => {
    if (!settled || !canHighlight(code, language)) return;
    queue.add(() => setColours({ code, fragment: highlight(code, language) }));
  }, [code, language, settled, queue]);
  return (
    <div class="code-block">
      <div class="code-bar">
        <span class="code-language">{language}</span>
        <CopyButton text={code} />
        <IconButton
          icon="insert"
          label={t('Insert at cursor')}
          onClick={() => host.post({ type: 'insertAtCursor', text: code })}
        />
        <IconButton
          icon="git-stash-apply"
          label={t('Apply in editor')}
          onClick={() => host.post({ type: 'applyCode', text: code, language })}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard */}
      <pre tabIndex={0}>
        {colours?.code === code ? <Coloured fragment={colours.fragment} /> : <Plain code={code} />}
      </pre>
    </div>
  );
}

function Plain({ code }: { code: string }): VNode {
  return (
    <code>
      {chunks(code).map((chunk, index) => (
        <span key={index} class="code-chunk">
          {chunk}
        </span>
      ))}
    </code>
  );
}

function Coloured({ fragment }: { fragment: DocumentFragment }): VNode {
  const element = useRef<HTMLElement>(null);
  useLayoutEffect(() => element.current?.replaceChildren(fragment), [fragment]);
  return <code ref={element} />;
}

function CopyButton({ text }: { text: string }): VNode {
  const { host } = usePanel();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = (): void => {
    host.post({ type: 'copy', text });
    setCopied(true);
  };
  return <IconButton icon={copied ? 'check' : 'copy'} label={copied ? t('Copied') : t('Copy')} onClick={copy} />;
}

function chunks(code: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let lines = 0, at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) {
    lines += 1;
    if (lines % CHUNK_LINES !== 0) continue;
    parts.push(code.slice(start, at + 1));
    start = at + 1;
  }
  return start < code.length || parts.length === 0 ? [...parts, code.slice(start)] : parts;
}
