import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { ErrorBlock } from '../../src/shared/transcript/reduce.ts';
import { useOpened } from '../state/ExpandedContext.tsx';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Disclosure } from '../ui/Disclosure.tsx';
import { Button } from '../ui/toolkit.tsx';
import { failureMessages, type Remedy } from '../words/failureMessages.ts';
import { formatTime } from '../words/format.ts';
import { t } from '../words/l10n.ts';
import { Detail } from './CallDetails.tsx';

export function ErrorView({ block }: { block: ErrorBlock }): VNode {
  const [open = false, setOpen] = useOpened(block.id);
  const current = useModel(
    ({ transcript, readOnly }) =>
      !readOnly && transcript.activity.type === 'idle' && transcript.blocks.at(-1) === block,
  );
  const { failure } = block;
  const { title, advice, remedy } = failureMessages(failure.code);
  const until = failure.until === undefined ? '' : formatTime(failure.until);
  return (
    <div class="card failure">
      <div role="alert" class="failure-words">
        <span class="codicon codicon-error" aria-hidden="true" />
        <p>
          <strong>{title}</strong>
          <br />
          {until === '' ? advice : t('The endpoint can be asked again after {0}.', until)}
        </p>
      </div>
      {failure.detail ? (
        <Disclosure
          open={open}
          onToggle={setOpen}
          summary={failure.status ? t('What the endpoint said') : t('Details')}
        >
          {open ? (
            <Detail title={failure.status ? t('Status {0}', failure.status) : t('Detail')} text={failure.detail} />
          ) : null}
        </Disclosure>
      ) : null}
      {current ? <Remedies remedy={remedy} detail={failure.detail} /> : null}
    </div>
  );
}

function Remedies({ remedy, detail }: { remedy: Remedy; detail: string }): VNode {
  const { host } = usePanel();
  const tryAgain = (): void => host.post({ type: 'resume' });
  if (remedy === 'tryAgain' || remedy === 'report') {
    return (
      <div class="actions">
        <Button appearance="primary" onClick={tryAgain}>
          {t('Try again')}
        </Button>
        {remedy === 'report' ? <ReportButton detail={detail} /> : null}
      </div>
    );
  }
  return (
    <div class="actions">
      <RemedyButton remedy={remedy} />
      {remedy === 'newSession' ? null : <Button onClick={tryAgain}>{t('Try again')}</Button>}
    </div>
  );
}

/** A report leaves only as the user sends it. */
function ReportButton({ detail }: { detail: string }): VNode {
  const { host } = usePanel();
  const [copied, setCopied] = useState(false);
  const copy = (): void => {
    host.post({ type: 'copyReport', detail });
    setCopied(true);
  };
  return <Button onClick={copy}>{copied ? t('Report copied') : t('Copy report')}</Button>;
}

function RemedyButton({ remedy }: { remedy: Exclude<Remedy, 'tryAgain' | 'report'> }): VNode {
  const { host } = usePanel();
  switch (remedy) {
    case 'setApiKey':
      return (
        <Button appearance="primary" onClick={() => host.post({ type: 'runCommand', command: 'askKimi.setApiKey' })}>
          {t('Set API key')}
        </Button>
      );
    case 'selectEndpoint':
      return (
        <Button
          appearance="primary"
          onClick={() => host.post({ type: 'runCommand', command: 'askKimi.selectEndpoint' })}
        >
          {t('Select endpoint')}
        </Button>
      );
    case 'newSession':
    case 'makeRoom':
      return (
        <Button appearance="primary" onClick={() => host.post({ type: 'newSession' })}>
          {t('New session')}
        </Button>
      );
  }
}
