import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { isRunning } from '../../src/transcript.ts';
import { t } from '../l10n.ts';
import { attachFiles, filesIn } from '../media/attachFiles.ts';
import { useDraft, useModel, usePanel } from '../PanelContext.tsx';
import { Button } from '../toolkit.tsx';
import { ApprovalsControl } from './ApprovalsControl.tsx';
import { AttachButton } from './AttachButton.tsx';
import { Chips } from './Chips.tsx';
import { Footer } from './Footer.tsx';
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
      {problem ? <Alert text={problem} /> : null}
      {refusal ? <Alert text={refusal} /> : null}
      <Waiting />
      {readOnly ? <TakeOver /> : <Input />}
      <Footer />
    </section>
  );
}

function Input(): VNode {
  const { host } = usePanel();
  const draft = useDraft();
  const running = useModel((model) => isRunning(model.transcript));
  const input = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (draft.focusRequests > 0) input.current?.focus();
  }, [draft.focusRequests]);
  const onKeyDown = (event: KeyboardEvent): void => {
    // 229 is what an input method's keys report where isComposing is already false.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    if (!running) draft.send();
  };
  const take = (event: Event, transfer: DataTransfer | null): void => {
    const files = filesIn(transfer);
    if (files.length === 0) return;
    event.preventDefault();
    void attachFiles(files, host, draft);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of three; the button and pasting need no mouse
    <div
      class="input-box"
      onPaste={(event) => take(event, event.clipboardData)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer)}
    >
      <Chips />
      <textarea
        ref={input}
        aria-label="Message Kimi"
        placeholder={t('Ask Kimi about your code')}
        rows={1}
        value={draft.text}
        onInput={(event) => draft.write(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div class="input-actions">
        <AttachButton />
        <ApprovalsControl />
        <span class="spring" />
        {running ? (
          <Button onClick={() => host.post({ type: 'stop' })}>{t('Stop')}</Button>
        ) : (
          <Button appearance="primary" disabled={draft.isEmpty || draft.sending} onClick={() => draft.send()}>
            {t('Send')}
          </Button>
        )}
      </div>
    </div>
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
