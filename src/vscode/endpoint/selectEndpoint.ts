import * as vscode from 'vscode';
import { listModels } from '../../kimi/client/listModels.ts';
import { type Endpoint, resolveEndpoint } from '../../kimi/endpoint/endpoints.ts';
import type { LocalServer } from '../../kimi/endpoint/findLocalServers.ts';
import { PRESETS, type PresetId } from '../../kimi/endpoint/presets.ts';
import { showInvisible } from '../../shared/showInvisible.ts';
import { EDITOR, readSettings, type Settings, writeSettings } from '../settings/settings.ts';
import { wordProblem } from '../ui/errorMessages.ts';
import type { ApiKeys } from './apiKeys.ts';
import { pickEndpoint } from './pickEndpoint.ts';
import { setApiKey } from './setApiKey.ts';
import type { UnencryptedEndpoints } from './unencryptedEndpoints.ts';

/** Milliseconds that a server may take to list its models before the known ones are offered alone. */
const LIST_TIMEOUT_MS = 4000;

/** What requests for a list of models need. */
export interface ListingParts {
  keys: ApiKeys;
  unencrypted: UnencryptedEndpoints;
}

/** Without an id, where the user types it. */
type ModelItem = vscode.QuickPickItem & { id?: string };

type EndpointSettings = Pick<Settings, 'baseUrl' | 'model'> & { endpoint: PresetId };

/** Lets the user choose where Kimi runs, and writes it to the settings of this machine. Undefined when given up. */
export async function selectEndpoint(parts: ListingParts): Promise<Endpoint | undefined> {
  const settings = readSettings();
  const picked = await pickEndpoint(settings);
  if (!picked) return undefined;
  const next =
    typeof picked === 'string' ? await ofPreset(picked, settings, parts) : await ofServer(picked, settings, parts);
  if (!next) return undefined;
  await writeSettings(next);
  const endpoint = resolveEndpoint(next);
  return 'problem' in endpoint ? undefined : endpoint;
}

async function ofPreset(
  endpoint: PresetId,
  current: Settings,
  parts: ListingParts,
): Promise<EndpointSettings | undefined> {
  const baseUrl = await chooseBaseUrl(endpoint, current);
  if (baseUrl === undefined) return undefined;
  const model = await chooseModel({ endpoint, baseUrl, model: '' }, current, parts);
  return model === undefined ? undefined : { endpoint, baseUrl, model };
}

/** A server that wants a key lists its models only with one. */
async function ofServer(
  { preset, baseUrl, models, needsKey }: LocalServer,
  current: Settings,
  parts: ListingParts,
): Promise<EndpointSettings | undefined> {
  const choice = { endpoint: preset, baseUrl, model: '' };
  const endpoint = resolveEndpoint({ ...choice, editor: EDITOR });
  if ('problem' in endpoint) return undefined;
  if (needsKey && !(await parts.keys.find(endpoint)) && !(await setApiKey(endpoint, parts.keys))) return undefined;
  const [only, ...others] = models;
  const model =
    only !== undefined && others.length === 0
      ? only
      : await chooseModel(choice, current, parts, needsKey ? undefined : models);
  return model === undefined ? undefined : { ...choice, model };
}

/** Lets the user choose another model of the endpoint that is in use. */
export async function selectModel(parts: ListingParts): Promise<void> {
  const settings = readSettings();
  const endpoint = Object.keys(PRESETS).find((id): id is PresetId => id === settings.endpoint);
  if (!endpoint) return;
  const model = await chooseModel({ endpoint, baseUrl: settings.baseUrl, model: '' }, settings, parts);
  if (model !== undefined) await writeSettings({ model });
}

/** The address of a server of the user's own; a preset's own address stays what it is. Undefined when given up. */
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
 * One of the models that the endpoint serves, where that is known, or else of those that are known there or that it lists; or any
 * that the user types. Empty for the preset's first one. Undefined when given up.
 */
async function chooseModel(
  choice: EndpointSettings,
  current: Settings,
  parts: ListingParts,
  served?: readonly string[],
): Promise<string | undefined> {
  const { models } = PRESETS[choice.endpoint];
  // Its question would take the place of the list.
  const endpoint = served ? undefined : await permitted(choice, parts.unencrypted);
  const items = async (): Promise<ModelItem[]> => {
    const ids = served ?? new Set([...models, ...(await listedModels(endpoint, parts.keys))]);
    return [...[...ids].map((id) => ({ label: showInvisible(id), id })), { label: vscode.l10n.t('Another model …') }];
  };
  const picked = await vscode.window.showQuickPick(items(), { title: vscode.l10n.t('Model') });
  if (!picked) return undefined;
  if (picked.id !== undefined) return picked.id === models[0] ? '' : picked.id;
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
