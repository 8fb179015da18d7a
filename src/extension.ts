import * as vscode from 'vscode';
import type { App } from './vscode/app.ts';
import { CHECKPOINT_SCHEME, CheckpointFileSystem } from './vscode/checkpoints/checkpointFileSystem.ts';
import { registerCommands } from './vscode/commands.ts';
import { ChatView } from './vscode/panel/chatView.ts';
import { CodeActions } from './vscode/prompts/codeActions.ts';
import { hasPendingEdits } from './vscode/review/hasPendingEdits.ts';
import { ProposalFileSystem } from './vscode/review/proposalFileSystem.ts';
import { PROPOSAL_SCHEME } from './vscode/review/proposalUri.ts';
import { REPORT_SCHEME, ReportFileSystem } from './vscode/ui/reportFileSystem.ts';

let loading: Promise<App> | undefined;

/**
 * Registers, and loads nothing: the app is a bundle of its own, loaded when the panel or a command first needs it, or at once
 * where edits wait for the user.
 */
export function activate(context: vscode.ExtensionContext): void {
  const app = () => {
    loading ??= import('./vscode/openApp.ts').then(({ openApp }) => openApp({ context, view, files }));
    return loading;
  };
  const view = new ChatView(
    context.extensionUri,
    async (message, page) => await (await app()).receive(message, page),
    // After its page is on its way: the app is loaded while the page is.
    () => setImmediate(() => void app().then((opened) => opened.openSession())),
  );
  const files = new ProposalFileSystem(async () => (await app()).texts);
  const checkpoints = new CheckpointFileSystem(async (session, ref) => await (await app()).readKept(session, ref));
  context.subscriptions.push(
    view.register(),
    vscode.workspace.registerFileSystemProvider(PROPOSAL_SCHEME, files, { isCaseSensitive: true }),
    vscode.workspace.registerFileSystemProvider(CHECKPOINT_SCHEME, checkpoints, { isReadonly: true }),
    vscode.workspace.registerFileSystemProvider(REPORT_SCHEME, new ReportFileSystem(), { isReadonly: true }),
    vscode.languages.registerCodeActionsProvider({ scheme: 'file' }, new CodeActions(), CodeActions.metadata),
    registerCommands(app),
  );
  if (hasPendingEdits(context.workspaceState)) void app().then((opened) => opened.openSession());
}

export async function deactivate(): Promise<void> {
  await (await loading)?.close();
}
