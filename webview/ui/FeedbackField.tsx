import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { t } from '../words/l10n.ts';
import { Button, TextField } from './toolkit.tsx';

export type Rejection = { type: 'rejected'; feedback?: string };

interface ReasonFieldProps {
  /** Of the button that rejects. */
  label: string;
  onReject: (decision: Rejection) => void;
  /** The user rejected, or thought better of it. */
  onDone: () => void;
}

/** Asks for the reason of a rejection, which the model reads; Enter rejects with or without one. */
export function FeedbackField({ label, onReject, onDone }: ReasonFieldProps): VNode {
  const field = useRef<HTMLInputElement>(null);
  const reject = (): void => {
    const feedback = field.current?.value.trim() ?? '';
    onReject({ type: 'rejected', ...(feedback ? { feedback } : {}) });
    onDone();
  };
  return (
    <div class="actions">
      <TextField
        label={t('Reason (optional)')}
        placeholder={t('Reason (optional)')}
        fieldRef={field}
        onEnter={reject}
        onEscape={onDone}
      />
      <Button appearance="primary" onClick={reject}>
        {label}
      </Button>
      <Button onClick={onDone}>{t('Back')}</Button>
    </div>
  );
}
