import * as vscode from 'vscode';
import type { App } from './app.ts';
import type { Problem } from './prompts/codeActions.ts';
import { selectApprovals } from './settings/selectApprovals.ts';

type Command = (app: App, argument: unknown) => unknown;

/** Every command that works on the session; those that need nothing of it are below. */
const COMMANDS: Record<string, Command> = {
  newSession: (app) => app.sessionCommands.begin(),
  ask: (app) => app.prompts.ask(),
  askSelection: (app) => app.prompts.askSelection(),
  explain: (app) => app.prompts.runTask('explain'),
  fix: (app, problem) => app.prompts.runTask('fix', isProblem(problem) ? problem : undefined),
  refactor: (app) => app.prompts.runTask('refactor'),
  writeTests: (app) => app.prompts.runTask('writeTests'),
  document: (app) => app.prompts.runTask('document'),
  // The two that save are the same under a name that says so, for files with unsaved changes.
  acceptEdit: (app, target) => app.edits.accept(target),
  acceptEditAndSave: (app, target) => app.edits.accept(target),
  rejectEdit: (app, target) => app.edits.reject(target),
  acceptAll: (app) => app.edits.acceptAll(),
  acceptAllAndSave: (app) => app.edits.acceptAll(),
  rejectAll: (app) => app.edits.rejectAll(),
  reviewAll: (app) => app.edits.reviewAll(),
  openEdit: (app, target) => app.edits.open(target),
  nextEdit: (app) => app.edits.step(1),
  previousEdit: (app) => app.edits.step(-1),
  undoTurn: (app) => app.restores.undoTurn(),
  restore: (app) => app.restores.restore(),
  redo: (app) => app.restores.redo(),
  stop: (app) => app.stop(),
  openInEditor: (app) => app.openInEditor(),
  find: (app) => app.conversation.find(),
  previousPrompt: (app) => app.conversation.stepPrompt(-1),
  nextPrompt: (app) => app.conversation.stepPrompt(1),
  compact: (app, focus) => app.prompts.compact(typeof focus === 'string' ? focus : ''),
  copyConversation: (app) => app.conversation.copy(),
  exportConversation: (app) => app.conversation.save(),
  importSession: (app) => app.sessionCommands.import(),
  showSessions: (app) => app.sessionCommands.showList(),
  setApiKey: (app) => app.prompts.setApiKey(),
  selectTools: (app) => app.selectTools(),
  forgetUnencrypted: (app) => app.endpoints.forgetUnencrypted(),
  clearApiKey: (app) => app.endpoints.clearApiKey(),
  selectModel: (app) => app.endpoints.selectModel(),
  newPrompt: (app) => app.slash.newPrompt(),
  selectEndpoint: (app) => app.endpoints.select(),
  showBalance: (app) => app.endpoints.showBalance(),
  checkEndpoint: (app) => app.endpoints.check(),
};

const EDITOR_COMMANDS: Record<string, () => Thenable<unknown>> = {
  selectApprovals,
  openSettings: () => vscode.commands.executeCommand('workbench.action.openSettings', '@ext:ask-kimi.ask-kimi'),
  openWalkthrough: () =>
    vscode.commands.executeCommand('workbench.action.openWalkthrough', 'ask-kimi.ask-kimi#start', false),
  openFolder: () => vscode.commands.executeCommand('workbench.action.files.openFolder'),
};

/** `app` loads what is heavy when the first command runs. */
export function registerCommands(app: () => Promise<App>): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(COMMANDS).map(([name, run]) =>
      vscode.commands.registerCommand(`askKimi.${name}`, async (argument: unknown) => await run(await app(), argument)),
    ),
    ...Object.entries(EDITOR_COMMANDS).map(([name, run]) => vscode.commands.registerCommand(`askKimi.${name}`, run)),
  );
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'message' in value && 'range' in value;
}
