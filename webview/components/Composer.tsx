import type { VNode } from 'preact';
import { Input } from '../input/Input.tsx';
import { QueueList } from '../input/QueueList.tsx';
import { t } from '../l10n.ts';
import { useDraft, useModel } from '../PanelContext.tsx';
import { Footer } from './Footer.tsx';
import { JobsBar } from './JobsBar.tsx';
import { PendingBar } from './PendingBar.tsx';
import { ReadOnlyBar } from './ReadOnlyBar.tsx';
import { RedoBar } from './RedoBar.tsx';
import { RestoreBar } from './RestoreBar.tsx';
import { TrustBar } from './TrustBar.tsx';
import { Waiting } from './Waiting.tsx';

export function Composer(): VNode {
  const readOnly = useModel((model) => model.readOnly);
  const problem = useModel((model) => model.state?.problem);
  const unsaved = useModel((model) => model.state?.unsaved);
  const { refusal } = useDraft();
  return (
    <section class="composer" aria-label={t('Prompt')}>
      <TrustBar />
      <RestoreBar />
      <RedoBar />
      <PendingBar />
      <JobsBar />
      {unsaved ? <Alert text={t('This conversation is not being saved: {0}', unsaved)} /> : null}
      {problem ? <Alert text={problem} /> : null}
      {refusal ? <Alert text={refusal} /> : null}
      <Waiting />
      {readOnly ? null : <QueueList />}
      {readOnly ? <ReadOnlyBar reason={readOnly} /> : <Input />}
      <Footer />
    </section>
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
