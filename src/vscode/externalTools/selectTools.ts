import path from 'node:path';
import * as vscode from 'vscode';
import { showInvisible } from '../../shared/showInvisible.ts';
import { externalDefinitions } from '../../tools/external/externalDefinitions.ts';
import type { ServerConfig } from '../../tools/external/mcp/serverConfig.ts';
import type { ServerTool } from '../../tools/external/mcp/serverConnection.ts';
import type { ToolServers } from '../../tools/external/mcp/toolServers.ts';
import { truncate } from '../../util/text/truncate.ts';
import { messageOf } from '../ui/errorMessages.ts';
import { inform, warn } from '../ui/messages.ts';
import { type ChosenTool, type EnabledTools, isAsChosen, isSameTool, toolWords } from './enabledTools.ts';
import { isOfSameServer } from './externalTools.ts';
import { languageModelTools, wordsOf } from './languageModelTools.ts';
import { launchDescription } from './launchDescription.ts';

interface Item extends vscode.QuickPickItem {
  tool?: ChosenTool;
  /** A server of which the tools are not known before it runs. */
  start?: ServerConfig;
}

const MAX_DETAIL = 200;

/** Lets the user switch tools from elsewhere on and off. Nothing is on by itself, and nothing starts without their word. */
export async function selectTools(chosen: EnabledTools, servers: ToolServers): Promise<void> {
  if (!vscode.workspace.isTrusted) return await explainTrust();
  await tellFaults(servers);
  const items = await listItems(chosen, servers);
  if (items.length === 0) {
    const message = vscode.l10n.t(
      'There are no tools to choose from: no extension brings any, VS Code runs no server of tools, and no folder has one in .vscode/mcp.json.',
    );
    inform(message);
    return;
  }
  const picked = await pick(items);
  if (!picked) return;
  const shown = items.flatMap(({ tool }) => (tool ? [tool] : []));
  const kept = chosen.get().filter((tool) => !shown.some((one) => isSameTool(one, tool)));
  await chosen.set([...kept, ...picked.flatMap(({ tool }) => (tool ? [tool] : []))]);
  for (const { start } of picked) if (start) await chooseFrom(start, chosen, servers);
  tellChosen(chosen);
}

async function explainTrust(): Promise<void> {
  const manage = vscode.l10n.t('Manage Trust');
  const message = vscode.l10n.t('You do not trust this folder: here no tools of extensions and servers are used.');
  const answer = await vscode.window.showInformationMessage(message, manage);
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

async function tellFaults(servers: ToolServers): Promise<void> {
  for (const { folder, faults } of await servers.files()) {
    if (faults.length === 0) continue;
    const file = path.join(path.basename(folder), '.vscode', 'mcp.json');
    const words = faults.map(({ server, fault }) => (server === undefined ? fault : `${server}: ${fault}`)).join('; ');
    warn(vscode.l10n.t('In {0}, this cannot be understood: {1}', file, words));
  }
}

async function pick(items: Item[]): Promise<readonly Item[] | undefined> {
  return await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Tools that Kimi may use, in sessions that begin from now on'),
    placeHolder: vscode.l10n.t('Search tools, extensions and servers'),
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
  });
}

async function listItems(chosen: EnabledTools, servers: ToolServers): Promise<Item[]> {
  const files = await servers.files();
  const groups = await Promise.all(
    files.flatMap((file) => file.servers).map((config) => serverItems(config, chosen, servers, files.length > 1)),
  );
  const own = groups.flat();
  const editors = languageModelTools().filter(
    (tool) => !own.some((item) => item.tool?.type === 'server' && isOfSameServer(tool, item.tool)),
  );
  return [
    ...own,
    ...grouped(
      vscode.l10n.t('Servers that VS Code runs'),
      editors.filter(({ type }) => type === 'server'),
      chosen,
    ),
    ...[...new Set(editors.filter(({ type }) => type === 'extension').map(({ label }) => label))].flatMap((label) =>
      grouped(
        label,
        editors.filter((tool) => tool.type === 'extension' && tool.label === label),
        chosen,
      ),
    ),
  ];
}

function grouped(label: string, tools: ReturnType<typeof languageModelTools>, chosen: EnabledTools): Item[] {
  if (tools.length === 0) return [];
  const items = tools.map(({ info }) =>
    itemOf({ type: 'editor', tool: info.name, words: wordsOf(info) }, info.description, chosen),
  );
  return [separator(label), ...items];
}

/** The tools of a server that runs; of another, those that are on, and what starts it. */
async function serverItems(
  config: ServerConfig,
  chosen: EnabledTools,
  servers: ToolServers,
  several: boolean,
): Promise<Item[]> {
  const { name, folder } = config;
  const where = several ? `${name} (${path.basename(folder)})` : name;
  const head = separator(vscode.l10n.t('Tool server {0}', where));
  // One that has ended meanwhile is offered to be started.
  const tools = servers.runs(config) ? await known(config, servers).catch(() => undefined) : undefined;
  if (tools) return [head, ...tools.map((tool) => itemOf(chosenOf(config, tool), tool.description, chosen))];
  const on = chosen.get().filter((tool) => tool.type === 'server' && tool.folder === folder && tool.server === name);
  const items = on.map((tool) => itemOf(tool, tool.type === 'server' ? tool.description : '', chosen));
  const launch = launchDescription(servers.consent(config).launch).split('\n').slice(0, 1).join('');
  const start = {
    label: `$(play) ${vscode.l10n.t('Start {0} to choose from its tools', showInvisible(name))}`,
    detail: launch,
  };
  return [head, ...items, { ...start, start: config }];
}

async function known(config: ServerConfig, servers: ToolServers): Promise<ServerTool[]> {
  return await servers.tools(config, AbortSignal.timeout(5000));
}

function chosenOf({ folder, name }: ServerConfig, { name: tool, description, schema }: ServerTool): ChosenTool {
  return { type: 'server', folder, server: name, tool, description, schema };
}

function separator(label: string): Item {
  return { label: showInvisible(label), kind: vscode.QuickPickItemKind.Separator };
}

function itemOf(tool: ChosenTool, description: string, chosen: EnabledTools): Item {
  const detail = truncate(showInvisible(description.replace(/\s+/g, ' ')), MAX_DETAIL);
  const one = chosen.get().find((candidate) => isSameTool(candidate, tool));
  const item = { label: plain(showInvisible(tool.tool)), detail: plain(detail), tool };
  if (!one || isAsChosen(one, tool)) return { ...item, picked: one !== undefined };
  return { ...item, description: vscode.l10n.t('Its description was changed since you chose it'), picked: false };
}

/** VS Code draws icons for `$(name)`. */
function plain(text: string): string {
  return text.replaceAll('$(', '$ (');
}

/** Starts a server, with the user's consent, and lets them choose from its tools. */
async function chooseFrom(config: ServerConfig, chosen: EnabledTools, servers: ToolServers): Promise<void> {
  if (!(await agrees(config, servers))) return;
  const tools = await started(config, servers);
  if (!tools) return;
  const items = tools.map((tool) => itemOf(chosenOf(config, tool), tool.description, chosen));
  const picked = await pick([separator(vscode.l10n.t('Tool server {0}', config.name)), ...items]);
  if (!picked) return;
  const all = items.flatMap(({ tool }) => (tool ? [tool] : []));
  const others = chosen.get().filter((tool) => !all.some((one) => isSameTool(one, tool)));
  await chosen.set([...others, ...picked.flatMap(({ tool }) => (tool ? [tool] : []))]);
}

async function agrees(config: ServerConfig, servers: ToolServers): Promise<boolean> {
  const { launch, state } = servers.consent(config);
  if (state === 'agreed') return true;
  const message =
    state === 'changed'
      ? vscode.l10n.t(
          'Start the tool server “{0}” of this folder? It was changed since you agreed to it.',
          showInvisible(config.name),
        )
      : vscode.l10n.t('Start the tool server “{0}” of this folder?', showInvisible(config.name));
  const start = launch.type === 'http' ? vscode.l10n.t('Connect') : vscode.l10n.t('Start');
  const detail = `${launchDescription(launch)}\n\n${vscode.l10n.t('It runs with your rights. Agree only to what you know.')}`;
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, start);
  if (answer !== start) return false;
  await servers.agree(config);
  return true;
}

async function started(config: ServerConfig, servers: ToolServers): Promise<ServerTool[] | undefined> {
  const title = vscode.l10n.t('Starting the tool server {0}…', showInvisible(config.name));
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const controller = new AbortController();
  try {
    return await vscode.window.withProgress(options, async (_, token) => {
      token.onCancellationRequested(() => controller.abort(new Error('cancelled')));
      return await servers.tools(config, controller.signal);
    });
  } catch (error) {
    if (!controller.signal.aborted) void vscode.window.showErrorMessage(messageOf(error));
    return undefined;
  }
}

/** A request has room for so many: the user has to know where that is over. */
function tellChosen(chosen: EnabledTools): void {
  const tools = chosen.get();
  const words = tools.map((tool) => ({
    wanted: tool.tool,
    tool: tool.tool,
    ...(toolWords(tool) ?? { description: '', schema: {} }),
    source: { type: 'editor' as const, label: '' },
  }));
  const fitting = externalDefinitions(words, new Set()).length;
  if (fitting === tools.length) return;
  const message = vscode.l10n.t(
    '{0} tools are on; a session has room for the first {1} of them.',
    tools.length,
    fitting,
  );
  warn(message);
}
