import type { VNode } from 'preact';
import { useDraft } from '../state/PanelContext.tsx';
import { t } from '../words/l10n.ts';

/** Says that what is in the input takes the place of an earlier message. */
export function EditingBar(): VNode | null {
  const draft = useDraft();
  if (!draft.editing) return null;
  return (
    <div class="editing" role="status">
      <span class="codicon codicon-edit" aria-hidden="true" />
      <span>{t('Editing an earlier message: sending it replaces what came after.')}</span>
      <button type="button" class="link" onClick={() => draft.stopEditing()}>
        {t('Cancel')}
      </button>
    </div>
  );
}
