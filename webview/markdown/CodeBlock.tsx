import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { usePanel } from '../state/PanelContext.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { t } from '../words/l10n.ts';

/** Lines drawn as one text node: while a long listing streams, only the last node changes. */
const CHUNK_LINES = 60;

/** Characters; more would hold a task too long, and colours matter least in long listings. */
const HIGHLIGHT_LIMIT = 20_000;

interface CodeBlockProps {
  code: string;
  /** The fence's first word, possibly empty. */
  language: string;
  /** No more code will come, so that colours are worth their time. */
  settled: boolean;
}

export function CodeBlock({ code, language, settled }: CodeBlockProps): VNode {
  const { host, finish } = usePanel();
  const [colours, setColours] = useState<{ code: string; fragment: DocumentFragment }>();
  useEffect(() => {
    if (!settled || language === '' || code.length > HIGHLIGHT_LIMIT) return;
    // Loaded when there is code: the panel opens without it.
    void import('./highlight.ts').then(({ highlight }) =>
      finish.add(() => {
        const fragment = highlight(code, language);
        if (fragment) setColours({ code, fragment });
      }),
    );
  }, [code, language, settled, finish]);
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
        <IconButton
          icon="go-to-file"
          label={t('Open in an editor')}
          onClick={() => host.post({ type: 'openCode', text: code, language })}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, also by keyboard */}
      <pre tabIndex={0} dir="ltr">
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
