import type { VNode } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { RestoreAnswer, RestoreQuestion } from '../../src/shared/protocol.ts';
import { useModel, usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { formatList } from '../words/format.ts';
import { t } from '../words/l10n.ts';

/** Asks whether to do what the editor previews. */
export function RestoreBar(): VNode | null {
  const question = useModel((model) => model.restoring);
  return question ? <Question question={question} /> : null;
}

function Question({ question }: { question: RestoreQuestion }): VNode {
  const { host } = usePanel();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.focus(), []);
  const answer = (given: RestoreAnswer) => host.post({ type: 'answerRestore', answer: given });
  const { files, changed, lost } = question;
  return (
    <div
      ref={box}
      class="callout restore-question"
      role="alertdialog"
      aria-label={t('Restore files')}
      aria-describedby="restore-words"
      tabIndex={-1}
      onKeyDown={(event) => event.key === 'Escape' && answer('cancel')}
    >
      <div id="restore-words">
        <p>
          {files === 1
            ? t('Restore 1 file? The editor shows it now and as it would be.')
            : t('Restore {0} files? The editor shows each now and as it would be.', files)}
        </p>
        {changed.length > 0 ? <p>{t('You changed since: {0}', formatList(changed))}</p> : null}
        {lost ? <p class="dim">{lost}</p> : null}
      </div>
      <div class="actions">
        {changed.length > 0 ? (
          <>
            <Button appearance="primary" title={t('Restores the other files')} onClick={() => answer('keepChanged')}>
              {t('Keep my changes')}
            </Button>
            <Button title={t('Redo brings your changes back')} onClick={() => answer('overwrite')}>
              {t('Restore anyway')}
            </Button>
          </>
        ) : (
          <Button appearance="primary" onClick={() => answer('keepChanged')}>
            {t('Restore')}
          </Button>
        )}
        <Button onClick={() => answer('cancel')}>{t('Cancel')}</Button>
      </div>
    </div>
  );
}
