import type { Workspace } from '../../agent/contracts/workspace.ts';
import type { Attachment } from '../../agent/events/events.ts';
import { truncate } from '../../util/text/truncate.ts';
import type { EditorQueue } from '../review/editorQueue.ts';
import { showText } from '../ui/reportFileSystem.ts';
import { openFile } from './openInEditor.ts';

/** A tab's address holds its text: of a longer one the beginning is shown. */
const MAX_CHARACTERS = 100_000;

/** Opens what is attached: the file, or the text that goes along. */
export async function showAttachment(
  editors: EditorQueue,
  workspace: Workspace,
  attachment: Attachment,
): Promise<void> {
  switch (attachment.type) {
    case 'file':
      return await openFile(editors, workspace, attachment.path);
    case 'selection':
      return await openFile(editors, workspace, attachment.path, attachment.startLine);
    case 'folder':
      return await showText(editors, attachment.path.split('/').at(-1) ?? '', attachment.text);
    case 'data':
      return await showText(editors, attachment.source, truncate(attachment.text, MAX_CHARACTERS));
    case 'image':
    case 'video':
      return;
  }
}
