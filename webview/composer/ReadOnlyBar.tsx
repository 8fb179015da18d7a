import type { VNode } from 'preact';
import type { ReadOnly } from '../../src/shared/protocol.ts';
import { useDraft, usePanel } from '../state/PanelContext.tsx';
import { Button } from '../ui/toolkit.tsx';
import { folderNames } from '../words/folderNames.ts';
import { t } from '../words/l10n.ts';

/** In place of the input: says why the session can only be read here, and leads to what changes that. */
export function ReadOnlyBar({ reason }: { reason: ReadOnly }): VNode {
  const { isEmpty } = useDraft();
  return (
    <div class="callout read-only" role="status">
      <span>
        {wordsOf(reason)}
        {isEmpty ? null : ` ${t('What you wrote is kept.')}`}
      </span>
      <span class="read-only-actions">
        <Actions reason={reason} />
      </span>
    </div>
  );
}

function wordsOf(reason: ReadOnly): string {
  switch (reason.type) {
    case 'otherWindow':
      return t('Another window is using this session. You are reading along.');
    case 'newerVersion':
      return t(
        'A newer version of Ask Kimi wrote this session, so it can only be read. Update the extension to go on with it.',
      );
    case 'unwritable':
      return t('This session cannot be saved, so it can only be read: {0}', reason.detail);
    case 'otherFolders':
      return reason.folders.length === 0
        ? t('This session began without a folder. Here it can only be read.')
        : t(
            'This session belongs to {0}, which is not open here. Here it can only be read.',
            folderNames(reason.folders),
          );
  }
}

function Actions({ reason }: { reason: ReadOnly }): VNode | null {
  const { host } = usePanel();
  const takeOver = (): void => host.post({ type: 'takeOver' });
  switch (reason.type) {
    case 'otherWindow':
      return <Button onClick={takeOver}>{t('Take over')}</Button>;
    case 'newerVersion':
      return null;
    case 'unwritable':
      return <Button onClick={takeOver}>{t('Try again')}</Button>;
    case 'otherFolders':
      return (
        <>
          {reason.folders.length === 0 ? null : (
            <Button appearance="primary" onClick={() => host.post({ type: 'openItsFolder' })}>
              {t('Open its folder')}
            </Button>
          )}
          <Button onClick={() => host.post({ type: 'continueHere' })}>{t('Continue here as a copy')}</Button>
        </>
      );
  }
}
