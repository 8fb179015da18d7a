import type { VNode } from 'preact';
import { showInvisible } from '../../src/shared/showInvisible.ts';
import type { Reason, Why } from '../../src/shared/transcript/reduce.ts';
import { consentReasons } from '../words/consentReasons.ts';
import { t } from '../words/l10n.ts';

/** More reasons than these say nothing new. */
const MAX_SHOWN = 3;

/** Why an action asks; nothing where the approvals setting is the only reason, which the user knows. */
export function ConsentReasons({ why }: { why: Why | undefined }): VNode | null {
  const reasons = (why?.reasons ?? []).filter(({ type }) => type !== 'approvals');
  if (reasons.length === 0) return null;
  return (
    <div class="why">
      <span class="codicon codicon-shield" aria-hidden="true" />
      <ul aria-label={t('Why this asks')}>
        {reasons.slice(0, MAX_SHOWN).map((reason) => (
          <li key={JSON.stringify(reason)}>
            {consentReasons(reason)} <Subject reason={reason} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Subject({ reason }: { reason: Reason }): VNode | null {
  switch (reason.type) {
    case 'outside':
    case 'protected':
    case 'excluded':
    case 'secret':
      return <code>{showInvisible(reason.path)}</code>;
    case 'hazard':
      return <code>{showInvisible(reason.command)}</code>;
    case 'local':
      return <code>{showInvisible(reason.host)}</code>;
    default:
      return null;
  }
}
