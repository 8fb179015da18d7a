import type { VNode } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { QuestionBlock } from '../../src/shared/transcript/reduce.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';
import { partialArgument } from '../words/partialArgument.ts';
import { StateIcon } from './StateIcon.tsx';

/** What Kimi wants to know, with answers to choose from and a field for any other. */
export function QuestionCard({ block }: { block: QuestionBlock }): VNode {
  const asks = block.state === 'pending';
  const question = block.question || (partialArgument(block.arguments, 'question') ?? '');
  return (
    <div class={asks ? 'card asks' : 'card'}>
      <div class="consent-question">
        <QuestionIcon state={block.state} />
        <span class="question-text">{question}</span>
        <span class="outcome">{block.state === 'skipped' ? t('skipped') : ''}</span>
      </div>
      {block.answer === undefined ? null : <p class="question-answer">{block.answer}</p>}
      {block.display?.type === 'error' ? <p class="card-note">{block.display.message}</p> : null}
      {asks && block.action ? <AnswerForm block={block} action={block.action} /> : null}
    </div>
  );
}

function QuestionIcon({ state }: Pick<QuestionBlock, 'state'>): VNode {
  switch (state) {
    case 'pending':
    case 'answered':
      return <span class="codicon codicon-question" aria-hidden="true" />;
    case 'skipped':
      return <StateIcon state="cancelled" icon="question" />;
    default:
      return <StateIcon state={state} icon="question" />;
  }
}

function AnswerForm({ block, action }: { block: QuestionBlock; action: string }): VNode | null {
  const { host } = usePanel();
  const readOnly = useModel((model) => model.readOnly);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const field = useRef<HTMLInputElement>(null);
  if (readOnly) return null;
  const { question, choices, several } = block;
  const answer = (text: string): void => host.post({ type: 'answer', action, answer: text });
  const submit = (): void => {
    const written = field.current?.value.trim() ?? '';
    const text = [...choices.filter((choice) => chosen.includes(choice)), ...(written ? [written] : [])].join('\n');
    if (text === '') field.current?.focus();
    else answer(text);
  };
  const toggle = (choice: string): void =>
    setChosen(chosen.includes(choice) ? chosen.filter((other) => other !== choice) : [...chosen, choice]);
  return (
    <form
      class="answer-form"
      aria-label={question}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {choices.map((choice) =>
        several ? (
          <label key={choice} class="choice">
            <input type="checkbox" checked={chosen.includes(choice)} onChange={() => toggle(choice)} />
            {choice}
          </label>
        ) : (
          <button key={choice} type="button" class="choice" onClick={() => answer(choice)}>
            {choice}
          </button>
        ),
      )}
      <input
        ref={field}
        type="text"
        class="answer-field"
        aria-label={t('Your answer')}
        placeholder={choices.length > 0 ? t('Another answer') : t('Your answer')}
      />
      <div class="actions">
        <Button appearance="primary" onClick={submit}>
          {t('Answer')}
        </Button>
        <Button onClick={() => host.post({ type: 'decide', action, decision: { type: 'rejected' } })}>
          {t('Skip')}
        </Button>
      </div>
    </form>
  );
}
