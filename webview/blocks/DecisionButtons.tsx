import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Why } from '../../src/shared/transcript/reduce.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';
import { AlwaysAllow } from './AlwaysAllow.tsx';
import { ConsentReasons } from './ConsentReasons.tsx';

interface DecisionButtonsProps {
  action: string;
  yes: string;
  no: string;
  why: Why | undefined;
}

/** Why an action waits for the user, and the answers to it; no answers where another window writes the session. */
export function DecisionButtons({ action, yes, no, why }: DecisionButtonsProps): VNode {
  const { host } = usePanel();
  const readOnly = useModel((model) => model.readOnly);
  const [allowing, setAllowing] = useState(false);
  const decide = (type: 'accepted' | 'rejected') => host.post({ type: 'decide', action, decision: { type } });
  const rule = why?.suggestion;
  return (
    <>
      <ConsentReasons why={why} />
      {readOnly ? null : allowing && rule ? (
        <AlwaysAllow action={action} rule={rule} onBack={() => setAllowing(false)} />
      ) : (
        <div class="actions">
          <Button appearance="primary" onClick={() => decide('accepted')}>
            {yes}
          </Button>
          <Button onClick={() => decide('rejected')}>{no}</Button>
          {rule ? <Button onClick={() => setAllowing(true)}>{t('Always allow…')}</Button> : null}
        </div>
      )}
    </>
  );
}
