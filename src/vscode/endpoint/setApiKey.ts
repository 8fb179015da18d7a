import * as vscode from 'vscode';
import { ModelError } from '../../agent/contracts/model.ts';
import { listModels } from '../../kimi/client/listModels.ts';
import type { Endpoint } from '../../kimi/endpoint/endpoints.ts';
import { messageOf, wordKeyFailure } from '../ui/errorMessages.ts';
import { inform } from '../ui/messages.ts';
import type { ApiKeys } from './apiKeys.ts';
import { endpointLabel } from './endpointLabel.ts';

type Check = { type: 'good' } | { type: 'bad'; message: string; refused: boolean };

/**
 * Asks for a key, checks it against the endpoint, and keeps it. What was typed stays in the box until the key is kept or the
 * person gives up. Resolves whether a key was kept.
 */
export async function setApiKey(endpoint: Endpoint, keys: ApiKeys): Promise<boolean> {
  const place = new URL(endpoint.baseUrl).host;
  const key = await askForKey(endpoint, place);
  if (key === undefined) return false;
  await keys.keep(endpoint, key);
  inform(vscode.l10n.t('The API key for {0} is kept.', place));
  return true;
}

/** The key, once the endpoint took it or the user keeps it unchecked. */
async function askForKey(endpoint: Endpoint, place: string): Promise<string | undefined> {
  const box = keyBox(endpoint, place);
  const { promise, resolve } = Promise.withResolvers<string | undefined>();
  let check: AbortController | undefined;
  box.onDidChangeValue(() => {
    check?.abort();
    box.validationMessage = undefined;
    box.buttons = [];
  });
  box.onDidAccept(async () => {
    const key = box.value.trim();
    if (key === '' || box.busy) return;
    box.busy = true;
    const controller = new AbortController();
    check = controller;
    const result = await checkKey(endpoint, key, place, controller.signal);
    box.busy = false;
    if (controller.signal.aborted) return;
    if (result.type === 'good') return resolve(key);
    box.validationMessage = result.refused
      ? result.message
      : vscode.l10n.t('{0} Press Enter to try again, or keep the key unchecked with the button above.', result.message);
    box.buttons = result.refused ? [] : [KEEP_ANYWAY];
  });
  box.onDidTriggerButton(() => resolve(box.value.trim()));
  box.onDidHide(() => resolve(undefined));
  box.show();
  try {
    return await promise;
  } finally {
    check?.abort();
    box.dispose();
  }
}

const KEEP_ANYWAY: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon('save'),
  tooltip: vscode.l10n.t('Keep this key unchecked'),
};

function keyBox(endpoint: Endpoint, place: string): vscode.InputBox {
  const box = vscode.window.createInputBox();
  box.title = vscode.l10n.t('API Key for {0}', endpointLabel(endpoint.preset));
  box.prompt = endpoint.keyUrl
    ? vscode.l10n.t(
        'Make a key at {0}. It is kept in VS Code’s secret storage and sent to {1} only.',
        endpoint.keyUrl,
        place,
      )
    : vscode.l10n.t('It is kept in VS Code’s secret storage and sent to {0} only.', place);
  box.placeholder = 'sk-…';
  box.password = true;
  box.ignoreFocusOut = true;
  return box;
}

async function checkKey(endpoint: Endpoint, key: string, place: string, signal: AbortSignal): Promise<Check> {
  try {
    await listModels(endpoint, key, signal);
    return { type: 'good' };
  } catch (error) {
    if (!(error instanceof ModelError)) return { type: 'bad', message: messageOf(error), refused: false };
    const { failure } = error;
    const refused = failure.code === 'invalidKey' || failure.code === 'noKey';
    return { type: 'bad', message: wordKeyFailure(failure, place), refused };
  }
}
