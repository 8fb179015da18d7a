import type { VNode } from 'preact';
import { Input } from '../input/Input.tsx';
import { QueueList } from '../input/QueueList.tsx';
import { t } from '../l10n.ts';
import { useDraft, useModel, usePanel } from '../PanelContext.tsx';
import { Button } from '../toolkit.tsx';
import { Footer } from './Footer.tsx';
import { JobsBar } from './JobsBar.tsx';
import { PendingBar } from './PendingBar.tsx';
import { RedoBar } from './RedoBar.tsx';
import { RestoreBar } from './RestoreBar.tsx';
import { TrustBar } from './TrustBar.tsx';
import { Waiting } from './Waiting.tsx';

export function Composer(): VNode {
  const readOnly = useModel((model) => model.readOnly);
  const problem = useModel((model) => model.state?.problem);
  const { refusal } = useDraft();
  return (
    <section class="composer" aria-label={t('Prompt')}>
      <TrustBar />
      <RestoreBar />
      <RedoBar />
      <PendingBar />
      <JobsBar />
      {problem ? <Alert text={problem} /> : null}
      {refusal ? <Alert text={refusal} /> : null}
      <Waiting />
      {readOnly ? null : <QueueList />}
      {readOnly ? <TakeOver /> : <Input />}
      <Footer />
    </section>
  );
}

function TakeOver(): VNode {
  const { host } = usePanel();
  return (
    <div class="callout take-over">
      <span>{t('Another window is using this session. You are reading along.')}</span>
      <Button onClick={() => host.post({ type: 'takeOver' })}>{t('Take over')}</Button>
    </div>
  );
}

function Alert({ text }: { text: string }): VNode {
  return (
    <div class="callout problem" role="alert">
      <span class="codicon codicon-error" aria-hidden="true" />
      <span>{text}</span>
    </div>
  );
}
