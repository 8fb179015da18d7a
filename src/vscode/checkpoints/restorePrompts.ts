import * as vscode from 'vscode';
import type { LostReason, Restored, RestorePlan } from '../../session/checkpoints/checkpoints.ts';
import type { RestoreQuestion } from '../../shared/protocol.ts';
import type { UserBlock } from '../../shared/transcript/reduce.ts';
import { formatList } from '../ui/formatList.ts';
import { warn } from '../ui/messages.ts';

/** Files that a sentence names. */
const MAX_NAMED = 20;

/** What goes back. */
export interface RestoreChoice {
  files: boolean;
  conversation: boolean;
}

/** Which message to go back to; undefined when the user thinks better of it. */
export async function pickPrompt(prompts: readonly UserBlock[]): Promise<UserBlock | undefined> {
  const items = prompts.toReversed().map((prompt) => ({ label: firstLine(prompt.text), prompt }));
  const title = vscode.l10n.t('Restore to Before a Message');
  return (await vscode.window.showQuickPick(items, { title, placeHolder: vscode.l10n.t('Which message?') }))?.prompt;
}

/** Whether files, the conversation or both go back. */
export async function pickChoice(plan: RestorePlan): Promise<RestoreChoice | undefined> {
  const { l10n } = vscode;
  const count = plan.files.length + plan.lost.length;
  const description = wordChanged(plan);
  const conversation = l10n.t('this message goes back into the input, later ones go away');
  const all = [
    { label: l10n.t('Files and conversation'), description, files: true, conversation: true },
    { label: l10n.t('Files only'), description, files: true, conversation: false },
    { label: l10n.t('Conversation only'), description: conversation, files: false, conversation: true },
  ];
  const items = count === 0 ? all.filter(({ files }) => !files) : all;
  return await vscode.window.showQuickPick(items, {
    title: l10n.t('Restore to Before This Message'),
    placeHolder: l10n.t('What goes back? Files are shown before anything is done.'),
  });
}

/** What becomes of the files where another message takes the place of an earlier one; undefined when the user thinks better of it. */
export async function pickFiles(plan: RestorePlan): Promise<RestoreChoice | undefined> {
  const { l10n } = vscode;
  const description = wordChanged(plan);
  const items = [
    { label: l10n.t('Keep the files'), description, files: false, conversation: true },
    {
      label: l10n.t('Restore the files'),
      description: l10n.t('shown before anything is done'),
      files: true,
      conversation: true,
    },
  ];
  return await vscode.window.showQuickPick(items, {
    title: l10n.t('Send in Place of the Earlier Message'),
    placeHolder: l10n.t('What becomes of the files that were changed since?'),
  });
}

function wordChanged({ files, lost }: RestorePlan): string {
  const { l10n } = vscode;
  const count = files.length + lost.length;
  if (count === 0) return l10n.t('no file changed since');
  return l10n.t('{0} changed since', count === 1 ? l10n.t('1 file') : l10n.t('{0} files', count));
}

/** What the panel asks while a preview is open. */
export function questionOf(plan: RestorePlan): RestoreQuestion {
  const words = wordLost(plan);
  const lost = words === '' ? {} : { lost: words };
  return { files: plan.files.length, changed: changedFiles(plan), ...lost };
}

/** Asks about files that were changed since, where there are any. True to bring them back too, undefined to do nothing. */
export async function askOverwrite(plan: RestorePlan, anyway: string): Promise<boolean | undefined> {
  const changed = changedFiles(plan);
  if (changed.length === 0) return false;
  const { l10n } = vscode;
  const keep = l10n.t('Keep My Changes');
  const question = l10n.t('You changed files since: {0}', wordSome(changed));
  const detail = l10n.t(
    '"{0}" leaves them as they are and brings back the other files. "{1}" takes your changes away; Redo brings them back.',
    keep,
    anyway,
  );
  const answer = await vscode.window.showWarningMessage(question, { modal: true, detail }, keep, anyway);
  return answer === undefined ? undefined : answer === anyway;
}

/** Says which files cannot be brought back, and why. */
export function tellLost(plan: RestorePlan): void {
  const words = wordLost(plan);
  if (words !== '') warn(words);
}

/** Says which files were left alone although the user did not want that. */
export function tellLeft({ left }: Restored, plan: RestorePlan, overwrite: boolean): void {
  const kept = overwrite ? [] : changedFiles(plan);
  const surprising = left.filter((path) => !kept.includes(path));
  if (surprising.length === 0) return;
  const words = vscode.l10n.t('Left as they are, since they changed this moment: {0}', wordSome(surprising));
  warn(words);
}

function changedFiles({ files }: RestorePlan): string[] {
  return files.filter(({ changed }) => changed).map(({ path }) => path);
}

/** Empty where everything can be brought back. */
function wordLost({ lost, cutOff, unlisted }: RestorePlan): string {
  const files = lost.map(({ path, reason }) => `${path} (${wordReason(reason)})`);
  const sentences = [
    ...(files.length > 0 ? [vscode.l10n.t('Cannot be brought back: {0}.', wordSome(files))] : []),
    ...(unlisted > 0
      ? [vscode.l10n.t('{0} other files that commands changed are not brought back: too many to keep.', unlisted)]
      : []),
    ...(cutOff ? [vscode.l10n.t('A command was cut off as the window closed: what it changed is not known.')] : []),
  ];
  return sentences.join(' ');
}

function wordSome(files: readonly string[]): string {
  const named = files.slice(0, MAX_NAMED);
  const more = files.length - named.length;
  return formatList(more > 0 ? [...named, vscode.l10n.t('{0} more files', more)] : named);
}

function wordReason(reason: LostReason): string {
  switch (reason) {
    case 'pruned':
      return vscode.l10n.t('no longer kept');
    case 'elsewhere':
      return vscode.l10n.t('its path leads to another file now');
    case 'closed':
      return vscode.l10n.t('in a folder that is not open in this window');
    case 'damaged':
      return vscode.l10n.t('the kept copy is damaged');
    case 'tooLarge':
      return vscode.l10n.t('too large to keep');
    case 'tooMuch':
      return vscode.l10n.t('too many changed files to keep');
    case 'unwatched':
      return vscode.l10n.t('not watched: ignored by git, or one of too many files');
    case 'converted':
      return vscode.l10n.t('converted by git');
    case 'readOnly':
      return vscode.l10n.t('read-only');
    case 'unreadable':
      return vscode.l10n.t('not a file that can be read');
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
