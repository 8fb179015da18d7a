import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { usePanel } from '../state/PanelContext.tsx';
import { t } from '../words/l10n.ts';
import { IconButton } from './IconButton.tsx';

/** Copies a text, and says for a moment that it did. */
export function CopyButton({ text, label = t('Copy') }: { text: string; label?: string }): VNode {
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
  return <IconButton icon={copied ? 'check' : 'copy'} label={copied ? t('Copied') : label} onClick={copy} />;
}
