import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Rule } from '../../src/shared/transcript/reduce.ts';
import { usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { ruleWords } from '../words/consentReasons.ts';
import { t } from '../words/l10n.ts';

/** Allows an action and its like, after showing the rule that this writes. */
export function AlwaysAllow({ action, rule, onBack }: { action: string; rule: Rule; onBack: () => void }): VNode {
  const { host } = usePanel();
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => panel.current?.focus(), []);
  const allow = (remember: 'session' | 'always') =>
    host.post({ type: 'decide', action, decision: { type: 'accepted', remember } });
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is laid out in a way of its own
    <div
      class="always-allow"
      role="group"
      aria-label={t('Always allow')}
      tabIndex={-1}
      ref={panel}
      onKeyDown={(event) => event.key === 'Escape' && onBack()}
    >
      <p>
        {t('This rule is written, and the action goes ahead:')} <code>{ruleWords(rule)}</code>
      </p>
      <div class="actions">
        <Button appearance="primary" onClick={() => allow('session')}>
          {t('For this session')}
        </Button>
        <Button onClick={() => allow('always')}>{t('Always')}</Button>
        <Button onClick={onBack}>{t('Back')}</Button>
      </div>
    </div>
  );
}
