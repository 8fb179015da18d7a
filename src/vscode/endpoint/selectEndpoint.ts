import * as vscode from 'vscode';
import { listModels } from '../../kimi/client/listModels.ts';
import { type Endpoint, resolveEndpoint } from '../../kimi/endpoint/endpoints.ts';
import { PRESETS, type Preset, type PresetId } from '../../kimi/endpoint/presets.ts';
import { EDITOR, readSettings, type Settings, writeSettings } from '../settings/settings.ts';
import { wordProblem } from '../ui/errorMessages.ts';
import type { ApiKeys } from './apiKeys.ts';
import { endpointLabel } from './endpointLabel.ts';
import type { UnencryptedEndpoints } from './unencryptedEndpoints.ts';

/** Milliseconds that a server may take to list its models before the known ones are offered alone. */
const LIST_TIMEOUT_MS = 4000;

/** What requests for a list of models need. */
export interface ListingParts {
  keys: ApiKeys;
  unencrypted: UnencryptedEndpoints;
}

type EndpointSettings = Pick<Settings, 'baseUrl' | 'model'> & { endpoint: PresetId };

/** Lets the person choose where Kimi runs, and writes it to the settings of this machine. Undefined when given up. */
export async function selectEndpoint(parts: ListingParts): Promise<Endpoint | undefined> {
  const settings = readSettings();
  const items = Object.entries(PRESETS).map(([id, preset]) => ({
    id: id as PresetId,
    label: endpointLabel(id as PresetId),
    description: preset.baseUrl.type === 'fixed' ? preset.baseUrl.url : preset.baseUrl.example,
    detail: [...(id === settings.endpoint ? [vscode.l10n.t('In use now')] : []), ...abilities(preset)].join(' · '),
  }));
  const choice = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Ask Kimi: Select Endpoint'),
    placeHolder: vscode.l10n.t('Where should Kimi run?'),
    matchOnDescription: true,
  });
  if (!choice) return undefined;
  const baseUrl = await chooseBaseUrl(choice.id, settings);
  if (baseUrl === undefined) return undefined;
  const model = await chooseModel({ endpoint: choice.id, baseUrl, model: '' }, settings, parts);
  if (model === undefined) return undefined;
  const next = { endpoint: choice.id, baseUrl, model };
  await writeSettings(next);
  const endpoint = resolveEndpoint(next);
  return 'problem' in endpoint ? undefined : endpoint;
}

/** Lets the person choose another model of the endpoint that is in use. */
export async function selectModel(parts: ListingParts): Promise<void> {
  const settings = readSettings();
  const endpoint = Object.keys(PRESETS).find((id): id is PresetId => id === settings.endpoint);
  if (!endpoint) return;
  const model = await chooseModel({ endpoint, baseUrl: settings.baseUrl, model: '' }, settings, parts);
  if (model !== undefined) await writeSettings({ model });
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

/** The address of a server of the person's own; a preset's own address stays what it is. Undefined when given up. */
async function chooseBaseUrl(endpoint: PresetId, current: Settings): Promise<string | undefined> {
  const { baseUrl } = PRESETS[endpoint];
  if (baseUrl.type === 'fixed') return current.baseUrl;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Address of the Endpoint'),
    prompt: vscode.l10n.t('Up to and including the version, as in {0}', baseUrl.example),
    value: current.baseUrl || (endpoint === 'custom' ? '' : baseUrl.example),
    ignoreFocusOut: true,
    validateInput: (value) => {
      const resolved = resolveEndpoint({ endpoint, baseUrl: value, model: '' });
      return 'problem' in resolved ? wordProblem(resolved.problem, value) : undefined;
    },
  });
  return typed?.trim();
}

/**
 * One of the models that are known there or that the endpoint lists, or any that the person types; empty for the first one.
 * Undefined when given up.
 */
async function chooseModel(
  choice: EndpointSettings,
  current: Settings,
  parts: ListingParts,
): Promise<string | undefined> {
  const { models } = PRESETS[choice.endpoint];
  // Its question would take the place of the list.
  const endpoint = await permitted(choice, parts.unencrypted);
  const other = vscode.l10n.t('Another model …');
  const picked = await vscode.window.showQuickPick(
    listedModels(endpoint, parts.keys).then((listed) => [...new Set([...models, ...listed]), other]),
    { title: vscode.l10n.t('Model') },
  );
  if (picked !== other) return picked === models[0] ? '' : picked;
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t('Model'),
    prompt: vscode.l10n.t('The model’s id on that server; empty for {0}', models[0] ?? ''),
    value: current.endpoint === choice.endpoint ? current.model : '',
    ignoreFocusOut: true,
  });
  return typed?.trim();
}

/** Undefined where no request may be made. */
async function permitted(choice: EndpointSettings, unencrypted: UnencryptedEndpoints): Promise<Endpoint | undefined> {
  const endpoint = resolveEndpoint({ ...choice, editor: EDITOR });
  return 'problem' in endpoint ? undefined : await unencrypted.permit(endpoint).catch(() => undefined);
}

/** What the endpoint says that it serves; nothing where it cannot be asked, for want of a key for example. */
async function listedModels(endpoint: Endpoint | undefined, keys: ApiKeys): Promise<string[]> {
  if (!endpoint) return [];
  try {
    const listed = await listModels(endpoint, await keys.find(endpoint), AbortSignal.timeout(LIST_TIMEOUT_MS));
    return listed.map(({ id }) => id);
  } catch {
    return [];
  }
}
