import * as vscode from 'vscode';
import { type FromWebview, PANEL_COMMANDS } from '../shared/protocol.ts';
import type { App } from './app.ts';
import { insertAtCursor, openCode, openFile, openLink } from './panel/openInEditor.ts';
import type { PanelPage } from './panel/panelPage.ts';
import { showAttachment } from './panel/showAttachment.ts';
import { setApprovals } from './settings/selectApprovals.ts';

/** Does what the panel asks for. Rejects with what the user should read. */
export async function handlePanelMessage(app: App, message: FromWebview, page: PanelPage): Promise<void> {
  switch (message.type) {
    case 'ready':
      return await app.startPanel(page);
    case 'resync':
      return await app.feed.resync(page);
    case 'focus':
      return app.panelFocused(message.focused);
    case 'writing':
      return await app.prepare();
    case 'send':
      return await app.prompts.sendTyped(message.prompt, message);
    case 'queued':
      return await app.prompts.handleQueued(message.id, message.action);
    case 'complete':
      return await app.feed.complete(message);
    case 'attachMention':
      return await app.mentions.attach(message.mention);
    case 'attachUris':
      return await app.mentions.attachUris(message.uris);
    case 'showAttachment':
      return await showAttachment(app.editors, app.workspace, message.attachment);
    case 'addMedia':
      return await app.media.add(message.name, message.data);
    case 'readMedia':
      return await app.media.show(message.blob);
    case 'estimateMedia':
      return await app.media.estimate(message.medium);
    case 'stop':
      return await app.stop();
    case 'retryNow':
      return await app.retryNow();
    case 'resume':
      return await app.resume();
    case 'decide':
      return await app.cards.decide(message.action, message.decision);
    case 'approvePlan':
      return await app.cards.approvePlan(message.action, message.approvals === 'autoEdits' ? 'autoEdits' : 'ask');
    case 'answer':
      return await app.cards.answer(message.action, message.answer);
    case 'acceptAll':
      return await app.edits.decideAll({ type: 'accepted' });
    case 'rejectAll':
      return await app.edits.decideAll(message.decision);
    case 'setApprovals':
      return await setApprovals(['auto', 'plan'].includes(message.approvals) ? message.approvals : 'ask');
    case 'handleCommand':
      return await app.cards.handleCommand(message.call, message.action);
    case 'openDiff':
      return await app.cards.openDiff(message.action);
    case 'undo':
      return await app.cards.undo(message.action);
    case 'undoTurn':
      return await app.restores.undoTurn(message.path);
    case 'redo':
      return await app.restores.redo();
    case 'restore':
      return await app.restores.restore(message.turn);
    case 'answerRestore':
      app.restores.confirmation.answer(message.answer);
      return;
    case 'reviewChanges':
      return await app.restores.review(message.turn);
    case 'openChange':
      return await app.restores.open(message.turn, message.path);
    case 'openFile':
      return await openFile(app.editors, app.workspace, message.path, message.line);
    case 'openLink':
      return await openLink(message.href);
    case 'findPlaces':
      return await app.feed.findPlaces(message.names);
    case 'copy':
      return await vscode.env.clipboard.writeText(message.text);
    case 'copyReport':
      return await app.conversation.copyReport(message.detail);
    case 'insertAtCursor':
      return await insertAtCursor(message.text);
    case 'applyCode':
      return await app.cards.applyCode(message.text);
    case 'openCode':
      return await openCode(app.editors, message.text, message.language);
    case 'newSession':
      return await app.sessionCommands.begin();
    case 'listSessions':
      return await app.sessionCommands.list();
    case 'openSession':
      return await app.sessionCommands.open(message.id);
    case 'renameSession':
      return await app.sessionCommands.rename(message.id, message.title);
    case 'forkSession':
      return await app.sessionCommands.fork(message.id);
    case 'exportSession':
      return await app.conversation.save(message.id);
    case 'deleteSession':
      return await app.sessionCommands.delete(message.id);
    case 'takeOver':
      return await app.sessionCommands.takeOver();
    case 'openItsFolder':
      return await app.sessionCommands.openItsFolder();
    case 'continueHere':
      return await app.sessionCommands.continueHere();
    case 'runCommand':
      if (PANEL_COMMANDS.includes(message.command)) await vscode.commands.executeCommand(message.command);
  }
}
