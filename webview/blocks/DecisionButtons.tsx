import type { VNode } from 'preact';
import { useModel, usePanel } from '../PanelContext.tsx';
import { Button } from '../toolkit.tsx';

/** The two answers to an action that waits for the person; none where another window writes the session. */
export function DecisionButtons({ action, yes, no }: { action: string; yes: string; no: string }): VNode | null {
  const { host } = usePanel();
  const readOnly = useModel((model) => model.readOnly);
  if (readOnly) return null;
  const decide = (type: 'accepted' | 'rejected') => host.post({ type: 'decide', action, decision: { type } });
  return (
    <div class="actions">
      <Button appearance="primary" onClick={() => decide('accepted')}>
        {yes}
      </Button>
      <Button onClick={() => decide('rejected')}>{no}</Button>
    </div>
  );
}
