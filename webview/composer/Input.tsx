import type { VNode } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Suggestion } from '../../src/shared/protocol.ts';
import { type Work, workOf } from '../../src/shared/transcript/reduce.ts';
import { useDraft, useModel, usePanel } from '../state/PanelContext.tsx';
import { AttachmentChips } from '../ui/AttachmentChips.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Button } from '../ui/toolkit.tsx';
import { t } from '../words/l10n.ts';
import { ApprovalsControl } from './ApprovalsControl.tsx';
import { AttachButton } from './AttachButton.tsx';
import { AutocompleteList, SUGGESTIONS_ID, suggestionId, useCompletion } from './AutocompleteList.tsx';
import { caretLines } from './caretLines.ts';
import { EditingBar } from './EditingBar.tsx';
import { holdsAttachments, takeDrop, takePaste } from './pasteAndDrop.ts';

/** Where the user writes, what goes along, and how it is sent. */
export function Input(): VNode {
  const { host } = usePanel();
  const draft = useDraft();
  const completion = useCompletion();
  const working = useModel((model) => workOf(model.transcript));
  const [dropping, setDropping] = useState(false);
  const input = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    if (draft.focusRequests > 0) input.current?.focus();
  }, [draft.focusRequests]);

  /** Writes a text and puts the cursor there, before anything is drawn. */
  const write = (text: string, cursor: number): void => {
    if (input.current) input.current.value = text;
    input.current?.setSelectionRange(cursor, cursor);
    draft.write(text);
    completion.follow(text, cursor);
  };
  const choose = (chosen: Suggestion): void => {
    const { word } = completion;
    if (!word) return;
    const whole = chosen.mention !== undefined || word.kind === 'command';
    const begin = draft.text.slice(0, word.start + 1) + chosen.insert + (whole ? ' ' : '');
    const rest = draft.text.slice(word.start + 1 + word.query.length);
    write(begin + (whole ? rest.replace(/^ /, '') : rest), begin.length);
    if (chosen.runs) draft.send();
    if (chosen.mention) host.post({ type: 'attachMention', mention: chosen.mention });
  };
  const takeMarked = (key: string): void => {
    const { chosen, word } = completion;
    // A command that stands there whole needs no completing.
    if (word?.kind === 'command' && chosen?.insert === word.query && key === 'Enter') draft.send();
    else if (chosen) choose(chosen);
  };
  /** Whether the list took the key. */
  const takeKey = (key: string): boolean => {
    if (!completion.open) return false;
    if (key === 'ArrowDown' || key === 'ArrowUp') completion.move(key === 'ArrowDown' ? 1 : -1);
    else if (key === 'Escape') completion.close();
    else if (key === 'Enter' || key === 'Tab') completion.whenAnswered(() => takeMarked(key));
    else return false;
    return true;
  };
  /** Whether the key brought an earlier prompt into the input, or a later one: only from its first line, or its last. */
  const recall = ({ key, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean => {
    const up = key === 'ArrowUp';
    if (!input.current || altKey || ctrlKey || metaKey || !(up || key === 'ArrowDown')) return false;
    const { first, last } = caretLines(input.current);
    const text = (up ? first : last) ? draft.recall(up ? 'back' : 'forward') : undefined;
    if (text === undefined) return false;
    write(text, up ? 0 : text.length);
    return true;
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // 229 is what an input method's keys report where isComposing is already false.
    if (event.isComposing || event.keyCode === 229 || event.shiftKey) return;
    if (takeKey(event.key)) {
      event.preventDefault();
      // Or VS Code would take Escape for its own.
      event.stopPropagation();
      return;
    }
    if (event.key === 'Escape' && draft.editing) draft.stopEditing();
    else if (event.key === 'Enter') draft.send(working === 'turn' && (event.ctrlKey || event.metaKey));
    else if (!recall(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const follow = ({ currentTarget }: { currentTarget: HTMLTextAreaElement }): void => {
    completion.follow(currentTarget.value, currentTarget.selectionStart);
  };
  /** Begins a mention, as typing it does. */
  const mention = (): void => {
    const at = input.current?.selectionStart ?? draft.text.length;
    const sign = /(^|\s)$/.test(draft.text.slice(0, at)) ? '@' : ' @';
    input.current?.focus();
    write(draft.text.slice(0, at) + sign + draft.text.slice(at), at + sign.length);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way of three; the button and pasting need no mouse
    <div
      class={dropping ? 'input-box dropping' : 'input-box'}
      onPaste={(event) => takePaste(event.clipboardData, host, draft) && event.preventDefault()}
      onDragOver={(event) => {
        event.preventDefault();
        if (event.dataTransfer && holdsAttachments(event.dataTransfer)) setDropping(true);
      }}
      onDragLeave={(event) => {
        const { currentTarget, relatedTarget } = event;
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setDropping(false);
      }}
      onDrop={(event) => {
        setDropping(false);
        if (takeDrop(event.dataTransfer, host, draft)) event.preventDefault();
      }}
    >
      {dropping ? <div class="drop-hint">{t('Drop to attach')}</div> : null}
      <AutocompleteList onChoose={choose} />
      <EditingBar />
      <AttachmentChips />
      <textarea
        ref={input}
        aria-label={t('Message Kimi')}
        placeholder={invitation(working)}
        rows={1}
        value={draft.text}
        {...(completion.open ? listOf(completion.marked) : {})}
        onInput={(event) => {
          draft.write(event.currentTarget.value);
          follow(event);
        }}
        onKeyUp={follow}
        onClick={follow}
        onBlur={() => completion.follow('', 0)}
        onKeyDown={onKeyDown}
      />
      <div class="input-actions">
        <AttachButton />
        <IconButton icon="mention" label={t('Add context')} onClick={mention} />
        <ApprovalsControl />
        <span class="spring" />
        <SendButtons working={working} />
      </div>
    </div>
  );
}

function invitation(working: Work): string {
  switch (working) {
    case 'none':
      return t('Ask Kimi about your code. @ adds context, /\u00a0commands.');
    case 'turn':
      return t('Write on: Enter queues it, Ctrl+Enter steers');
    case 'compaction':
      return t('Write on: Enter queues it');
  }
}

/** The words that say what they do only where it could be mistaken: the row has little room. */
function SendButtons({ working }: { working: Work }): VNode {
  const { host } = usePanel();
  const draft = useDraft();
  const running = working !== 'none';
  const icon = (name: string, label: string, onClick: () => void, disabled = false) => (
    <button type="button" class="send-button" aria-label={label} title={label} disabled={disabled} onClick={onClick}>
      <span class={`codicon codicon-${name}`} aria-hidden="true" />
    </button>
  );
  return (
    <div class="send-buttons">
      {working === 'turn' && !draft.isEmpty ? (
        <Button title={t('With the next step (Ctrl+Enter)')} onClick={() => draft.send(true)}>
          {t('Steer')}
        </Button>
      ) : null}
      {running && !draft.isEmpty ? (
        <Button
          title={working === 'turn' ? t('After this turn (Enter)') : t('Once the session is compacted (Enter)')}
          onClick={() => draft.send()}
        >
          {t('Queue')}
        </Button>
      ) : null}
      {running
        ? icon('debug-stop', t('Stop'), () => host.post({ type: 'stop' }))
        : icon('send', t('Send'), () => draft.send(), draft.isEmpty || draft.sending)}
    </div>
  );
}

/** What is marked in the open list. A textarea may not be called a combobox, nor expanded (ARIA in HTML). */
function listOf(marked: number) {
  return {
    'aria-haspopup': 'listbox' as const,
    'aria-autocomplete': 'list' as const,
    'aria-controls': SUGGESTIONS_ID,
    'aria-activedescendant': suggestionId(marked),
  };
}
