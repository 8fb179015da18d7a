import * as vscode from 'vscode';
import type { SessionMedia } from '../../agent/contracts/media.ts';
import { type Model, ModelError, type ToolDefinition } from '../../agent/contracts/model.ts';
import { prepareRequests } from '../../kimi/client/prepareRequests.ts';
import { type Endpoint, needsKey, resolveEndpoint } from '../../kimi/endpoint/endpoints.ts';
import { createKimiModel } from '../../kimi/kimiModel.ts';
import { readSettings, writeSettings } from '../settings/settings.ts';
import { httpsOf, wordKeyFailure, wordProblem } from '../ui/errorMessages.ts';
import { inform, warn } from '../ui/messages.ts';
import type { ApiKeys } from './apiKeys.ts';
import { checkEndpoint } from './check/checkEndpoint.ts';
import type { ContextWindowSizes } from './contextWindowSizes.ts';
import { selectEndpoint, selectModel } from './selectEndpoint.ts';
import { setApiKey } from './setApiKey.ts';
import { showBalance } from './showBalance.ts';
import type { UnencryptedEndpoints } from './unencryptedEndpoints.ts';

export interface EndpointParts {
  keys: ApiKeys;
  windows: ContextWindowSizes;
  unencrypted: UnencryptedEndpoints;
  onProblem: (error: unknown) => void;
}

/** The endpoint that the settings name: its key, what the user can ask about it, and its model. */
export class EndpointCommands {
  private readonly parts: EndpointParts;

  constructor(parts: EndpointParts) {
    this.parts = parts;
  }

  /** Resolves whether a key was kept. */
  async setApiKey(): Promise<boolean> {
    let kept = false;
    await this.withPermitted(async (endpoint) => {
      kept = await setApiKey(endpoint, this.parts.keys);
    });
    return kept;
  }

  async clearApiKey(): Promise<void> {
    await this.withEndpoint(async (endpoint) => {
      await this.parts.keys.forget(endpoint);
      inform(vscode.l10n.t('No API key is kept for {0} any more.', new URL(endpoint.baseUrl).host));
    });
  }

  async select(): Promise<void> {
    const { keys } = this.parts;
    const endpoint = await selectEndpoint(this.parts);
    if (endpoint && (await keys.state(endpoint)) === 'missing') await setApiKey(endpoint, keys);
  }

  async selectModel(): Promise<void> {
    await selectModel(this.parts);
  }

  async showBalance(): Promise<void> {
    await this.withPermitted((endpoint) => showBalance(endpoint, this.parts.keys));
  }

  async check(): Promise<void> {
    await this.withPermitted((endpoint) => checkEndpoint(endpoint, this.parts.keys));
  }

  async forgetUnencrypted(): Promise<void> {
    await this.parts.unencrypted.forget();
  }

  /** Why no request may be made to the endpoint, in words for the user, who is asked first where that is needed. */
  async refusal(): Promise<string | undefined> {
    const settings = readSettings();
    const endpoint = resolveEndpoint(settings);
    if ('problem' in endpoint) return wordProblem(endpoint.problem, settings.baseUrl);
    const permitted = await this.permitted(endpoint);
    return typeof permitted === 'string' ? permitted : undefined;
  }

  /** Loads what the first request needs, without making one. Rejects where that fails, as the request then does. */
  async prepare(tools: readonly ToolDefinition[]): Promise<void> {
    const endpoint = resolveEndpoint(readSettings());
    // VS Code's fetch reads the machine's certificates when it is first used. Nothing leaves for this address.
    await fetch('data:,');
    if (!('problem' in endpoint)) await prepareRequests(endpoint, tools);
  }

  /** Throws ModelError where no request can be made. */
  async model({ readBlob, uploads }: SessionMedia): Promise<Model> {
    const { keys, windows, unencrypted, onProblem } = this.parts;
    const settings = readSettings();
    const resolved = resolveEndpoint(settings);
    if ('problem' in resolved) {
      throw new ModelError({ code: 'badEndpoint', detail: wordProblem(resolved.problem, settings.baseUrl) });
    }
    const key = await keys.find(resolved);
    if (key === undefined && needsKey(resolved)) {
      throw new ModelError({ code: 'noKey', detail: vscode.l10n.t('Set an API key first, then try again.') });
    }
    const endpoint = await unencrypted.permit(resolved);
    return createKimiModel({
      endpoint,
      key,
      readBlob,
      uploads,
      webSearch: settings.webSearch,
      idleMs: settings.silenceLimit * 60_000,
      contextWindow: () => windows.of(endpoint),
      // Not before: the first prompt would wait for it.
      onReply: () => void windows.ask(endpoint).catch(onProblem),
    });
  }

  /** As `withEndpoint`, for what makes requests. */
  private async withPermitted(work: (endpoint: Endpoint) => Promise<unknown>): Promise<void> {
    await this.withEndpoint(async (endpoint) => {
      const permitted = await this.permitted(endpoint);
      if (typeof permitted === 'string') warn(permitted);
      else await work(permitted);
    });
  }

  /** Or why no request may be made, in words. */
  private async permitted(endpoint: Endpoint): Promise<Endpoint | string> {
    try {
      return await this.parts.unencrypted.permit(endpoint);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return wordKeyFailure(error.failure, new URL(endpoint.baseUrl).host);
    }
  }

  private async withEndpoint(work: (endpoint: Endpoint) => Promise<unknown>): Promise<void> {
    const { baseUrl, ...settings } = readSettings();
    const endpoint = resolveEndpoint({ baseUrl, ...settings });
    if (!('problem' in endpoint)) return void (await work(endpoint));
    const words = wordProblem(endpoint.problem, baseUrl);
    if (endpoint.problem !== 'plainHttp') return warn(words);
    const use = vscode.l10n.t('Use https');
    const answer = await vscode.window.showWarningMessage(words, use);
    if (answer === use) await writeSettings({ baseUrl: httpsOf(baseUrl) });
  }
}
