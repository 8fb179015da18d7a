import * as vscode from 'vscode';
import { type Endpoint, PRESETS, type PresetId, resolveEndpoint } from '../kimi/endpoints.ts';
import { readSettings, writeSettings } from './settings.ts';
import { wordProblem } from './wording.ts';

/** Lets the person choose where Kimi runs, and writes it to the settings of this machine. Undefined when given up. */
export async function selectEndpoint(): Promise<Endpoint | undefined> {
  const settings = readSettings();
  const items = Object.entries(PRESETS).map(([id, preset]) => ({
    id: id as PresetId,
    label: preset.label,
    description: preset.baseUrl ?? vscode.l10n.t('any server that speaks the same API'),
    ...(id === settings.endpoint ? { detail: vscode.l10n.t('In use now') } : {}),
  }));
  const choice = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Ask Kimi: Select Endpoint'),
    placeHolder: vscode.l10n.t('Where should Kimi run?'),
  });
  if (!choice) return undefined;
  const next =
    choice.id === 'custom'
      ? await askForCustom(settings)
      : { endpoint: choice.id, baseUrl: settings.baseUrl, model: '' };
  if (!next) return undefined;
  await writeSettings(next);
  const endpoint = resolveEndpoint(next);
  return 'problem' in endpoint ? undefined : endpoint;
}

interface Choice {
  endpoint: PresetId;
  baseUrl: string;
  model: string;
}

async function askForCustom(current: {
  endpoint: string;
  baseUrl: string;
  model: string;
}): Promise<Choice | undefined> {
  const baseUrl = await vscode.window.showInputBox({
    title: vscode.l10n.t('Address of the Endpoint'),
    prompt: vscode.l10n.t('Up to and including the version, as in https://example.com/v1'),
    value: current.baseUrl,
    ignoreFocusOut: true,
    validateInput: (value) => {
      const endpoint = resolveEndpoint({ endpoint: 'custom', baseUrl: value, model: '' });
      return 'problem' in endpoint ? wordProblem(endpoint.problem) : undefined;
    },
  });
  if (baseUrl === undefined) return undefined;
  const model = await vscode.window.showInputBox({
    title: vscode.l10n.t('Model'),
    prompt: vscode.l10n.t('The model’s id on that server; empty for {0}', PRESETS.custom.model),
    value: current.endpoint === 'custom' ? current.model : '',
    ignoreFocusOut: true,
  });
  return model === undefined ? undefined : { endpoint: 'custom', baseUrl: baseUrl.trim(), model: model.trim() };
}
