import type { VNode } from 'preact';
import type { ToolBlock } from '../../src/shared/transcript/reduce.ts';
import { t } from '../words/l10n.ts';

/** The call's own icon once it is done; before and otherwise, how it stands. */
export function StateIcon({ state, icon }: { state: ToolBlock['state']; icon: string }): VNode {
  switch (state) {
    case 'streaming':
    case 'queued':
    case 'running':
      return <Icon name="loading codicon-modifier-spin" label={t('Running')} />;
    case 'failed':
      return <Icon name="error" label={t('Failed')} />;
    case 'cancelled':
      return <Icon name="circle-slash" label={t('Cancelled')} />;
    case 'done':
      return <span class={`codicon codicon-${icon}`} aria-hidden="true" />;
  }
}

/** An icon that says something by itself. */
export function Icon({ name, label }: { name: string; label: string }): VNode {
  return <span class={`codicon codicon-${name}`} role="img" aria-label={label} title={label} />;
}
