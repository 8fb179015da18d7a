import * as vscode from 'vscode';
import { findLocalServers, LOCAL_PORTS, type LocalServer } from '../../kimi/endpoint/findLocalServers.ts';
import { PRESETS, type Preset, type PresetId } from '../../kimi/endpoint/presets.ts';
import { showInvisible } from '../../shared/showInvisible.ts';
import { truncate } from '../../util/text/truncate.ts';
import type { Settings } from '../settings/settings.ts';
import { endpointLabel } from './endpointLabel.ts';

/** Milliseconds that a server on this machine has to list its models. */
const LOCAL_ANSWER_MS = 200;

/** Models that are named in a line, and characters of what a server says of itself. */
const NAMED_MODELS = 3;
const MAX_WORDS = 200;

type Item = vscode.QuickPickItem & { choice?: PresetId | LocalServer };

/** A preset, or a server that was found on this machine while the list is open. Undefined when given up. */
export async function pickEndpoint(settings: Settings): Promise<PresetId | LocalServer | undefined> {
  const pick = vscode.window.createQuickPick<Item>();
  const { promise, resolve } = Promise.withResolvers<Item | undefined>();
  const closed = new AbortController();
  const presets = Object.keys(PRESETS).map((id) => presetItem(id as PresetId, settings));
  pick.title = vscode.l10n.t('Ask Kimi: Select Endpoint');
  pick.placeholder = vscode.l10n.t('Where should Kimi run?');
  pick.matchOnDescription = true;
  pick.items = presets;
  pick.busy = true;
  pick.onDidAccept(() => {
    const [item] = pick.activeItems;
    if (item) resolve(item);
  });
  pick.onDidHide(() => resolve(undefined));
  pick.show();
  const found: (Item & { choice: LocalServer })[] = [];
  const onFound = (server: LocalServer) => {
    found.push(serverItem(server, settings));
    found.sort((a, b) => LOCAL_PORTS.indexOf(a.choice.port) - LOCAL_PORTS.indexOf(b.choice.port));
    const active = pick.activeItems;
    pick.items = [
      separator(vscode.l10n.t('On this machine')),
      ...found,
      separator(vscode.l10n.t('Endpoints')),
      ...presets,
    ];
    // What Enter takes does not change under the user's hands.
    if (active.length > 0) pick.activeItems = active;
  };
  const search = findLocalServers({ ports: LOCAL_PORTS, answerMs: LOCAL_ANSWER_MS, signal: closed.signal, onFound });
  void search.finally(() => {
    if (!closed.signal.aborted) pick.busy = false;
  });
  try {
    return (await promise)?.choice;
  } finally {
    closed.abort();
    pick.dispose();
  }
}

function separator(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function presetItem(id: PresetId, settings: Settings): Item {
  const preset = PRESETS[id];
  return {
    choice: id,
    label: endpointLabel(id),
    description: preset.baseUrl.type === 'fixed' ? preset.baseUrl.url : preset.baseUrl.example,
    detail: [...(id === settings.endpoint ? [vscode.l10n.t('In use now')] : []), ...abilities(preset)].join(' · '),
  };
}

function serverItem(server: LocalServer, settings: Settings): Item & { choice: LocalServer } {
  const { preset, baseUrl, origin, owner, needsKey } = server;
  const inUse = settings.endpoint === preset && settings.baseUrl.trim() === baseUrl;
  const kind = preset === 'custom' ? owner : endpointLabel(preset);
  const words = [kind, needsKey ? vscode.l10n.t('needs a key') : namedModels(server)].filter((text) => text !== '');
  return {
    choice: server,
    label: origin,
    description: truncate(showInvisible(words.join(' · ')), MAX_WORDS),
    ...(inUse ? { detail: vscode.l10n.t('In use now') } : {}),
  };
}

function namedModels({ models }: LocalServer): string {
  return [...models.slice(0, NAMED_MODELS), ...(models.length > NAMED_MODELS ? ['…'] : [])].join(', ');
}

/** What an endpoint can do and costs, in a few words each. */
function abilities({ images, video, webSearch, balance, price }: Preset): string[] {
  return [
    ...(images ? [vscode.l10n.t('images')] : []),
    ...(video ? [vscode.l10n.t('video')] : []),
    ...(webSearch ? [vscode.l10n.t('web search')] : []),
    ...(balance ? [vscode.l10n.t('shows its balance')] : []),
    ...(price ? [vscode.l10n.t('{0} in, {1} out per million tokens', `$${price.input}`, `$${price.output}`)] : []),
    ...(price?.fee ? [vscode.l10n.t('{0}% fee', price.fee * 100)] : []),
  ];
}
