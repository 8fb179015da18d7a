import * as vscode from 'vscode';
import { type ServerConfig, type ServerInput, specHash } from '../../tools/external/mcp/serverConfig.ts';
import { ToolServers } from '../../tools/external/mcp/toolServers.ts';
import { commandEnvironment } from '../terminal/commandEnvironment.ts';
import { readRegularFile } from '../workspace/regularFile.ts';
import type { VscodeWorkspace } from '../workspace/workspace.ts';

const AGREEMENTS = 'askKimi.toolServers';

/** The servers of tools that the open folders configure. What the user agreed to and entered is kept for them, on this machine. */
export function openToolServers(
  { globalState, secrets }: vscode.ExtensionContext,
  workspace: VscodeWorkspace,
): ToolServers {
  const agreements = () => globalState.get<Record<string, string>>(AGREEMENTS, {});
  return new ToolServers({
    folders: () => workspace.folders().map(({ path }) => path),
    trusted: () => vscode.workspace.isTrusted,
    environment: () => commandEnvironment(process.env),
    agreements: {
      get: (key) => agreements()[key],
      keep: async (key, hash) => await globalState.update(AGREEMENTS, { ...agreements(), [key]: hash }),
    },
    enter: async (config, input) => {
      const secret = secretOf(config, input);
      const kept = await secrets.get(secret);
      if (kept !== undefined) return kept;
      const value = await ask(config, input);
      if (value !== undefined) await secrets.store(secret, value);
      return value;
    },
    forgetEntered: async (config, input) => await secrets.delete(secretOf(config, input)),
    readFile: (file) => readRegularFile(file).then(String, () => undefined),
  });
}

/** What was entered is for exactly what the user agreed to: a server that was changed does not get it. */
function secretOf(config: ServerConfig, { id }: ServerInput): string {
  return `askKimi.toolInput:${specHash(config)}:${id}`;
}

async function ask(
  { name }: ServerConfig,
  { id, description, password, options, default: preset }: ServerInput,
): Promise<string | undefined> {
  const title = vscode.l10n.t('For the tool server “{0}”', name);
  const common = { title, ignoreFocusOut: true };
  if (options) return await vscode.window.showQuickPick(options, { ...common, placeHolder: description || id });
  return await vscode.window.showInputBox({
    ...common,
    prompt: description || id,
    password,
    ...(preset === undefined ? {} : { value: preset }),
  });
}
