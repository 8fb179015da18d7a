import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { Why } from '../../src/transcript.ts';
import { t } from '../l10n.ts';
import { useModel, usePanel } from '../PanelContext.tsx';
import { Button } from '../toolkit.tsx';
import { AlwaysAllow } from './AlwaysAllow.tsx';
import { WhyView } from './WhyView.tsx';

interface DecisionButtonsProps {
  action: string;
  yes: string;
  no: string;
  why: Why | undefined;
}

/** Why an action waits for the person, and the answers to it; no answers where another window writes the session. */
export function DecisionButtons({ action, yes, no, why }: DecisionButtonsProps): VNode {
  const { host } = usePanel();
  const readOnly = useModel((model) => model.readOnly);
  const [allowing, setAllowing] = useState(false);
  const decide = (type: 'accepted' | 'rejected') => host.post({ type: 'decide', action, decision: { type } });
  const rule = why?.suggestion;
  return (
    <>
      <WhyView why={why} />
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
