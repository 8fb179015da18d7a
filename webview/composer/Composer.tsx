import type { VNode } from 'preact';
import { useDraft, useModel } from '../state/PanelContext.tsx';
import { t } from '../words/l10n.ts';
import { Footer } from './Footer.tsx';
import { Input } from './Input.tsx';
import { JobsBar } from './JobsBar.tsx';
import { PendingEditsBar } from './PendingEditsBar.tsx';
import { QueueList } from './QueueList.tsx';
import { ReadOnlyBar } from './ReadOnlyBar.tsx';
import { RedoBar } from './RedoBar.tsx';
import { RestoreBar } from './RestoreBar.tsx';
import { RetryBar } from './RetryBar.tsx';
import { TrustBar } from './TrustBar.tsx';

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
      <PendingEditsBar />
      <JobsBar />
      {unsaved ? <Alert text={t('This conversation is not being saved: {0}', unsaved)} /> : null}
      {problem ? <Alert text={problem} /> : null}
      {refusal ? <Alert text={refusal} /> : null}
      <RetryBar />
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
