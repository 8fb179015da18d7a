import * as vscode from 'vscode';
import type { SessionMedia } from '../agent/media.ts';
import { type Model, ModelError, type ToolDefinition } from '../agent/model.ts';
import { type Endpoint, resolveEndpoint } from '../kimi/endpoints.ts';
import { createKimiModel } from '../kimi/kimiModel.ts';
import { prepareRequests } from '../kimi/prepareRequests.ts';
import { checkEndpoint } from './checkEndpoint.ts';
import type { ContextWindows } from './contextWindows.ts';
import type { Keys } from './keys.ts';
import { selectEndpoint, selectModel } from './selectEndpoint.ts';
import { setApiKey } from './setApiKey.ts';
import { readSettings } from './settings.ts';
import { showBalance } from './showBalance.ts';
import { inform, warn } from './tell.ts';
import { wordProblem } from './wording.ts';

export interface EndpointParts {
  keys: Keys;
  windows: ContextWindows;
  onProblem: (error: unknown) => void;
}

/** The endpoint that the settings name: its key, what the person can ask about it, and its model. */
export class EndpointCommands {
  private readonly parts: EndpointParts;

  constructor(parts: EndpointParts) {
    this.parts = parts;
  }

  async setApiKey(): Promise<void> {
    await this.withEndpoint((endpoint) => setApiKey(endpoint, this.parts.keys));
  }

  async clearApiKey(): Promise<void> {
    await this.withEndpoint(async (endpoint) => {
      await this.parts.keys.forget(endpoint);
      inform(vscode.l10n.t('No API key is kept for {0} any more.', new URL(endpoint.baseUrl).host));
    });
  }

  async select(): Promise<void> {
    const { keys } = this.parts;
    const endpoint = await selectEndpoint(keys);
    if (endpoint && (await keys.state(endpoint)) === 'missing') await setApiKey(endpoint, keys);
  }

  async selectModel(): Promise<void> {
    await selectModel(this.parts.keys);
  }

  async showBalance(): Promise<void> {
    await this.withEndpoint((endpoint) => showBalance(endpoint, this.parts.keys));
  }

  async check(): Promise<void> {
    await this.withEndpoint((endpoint) => checkEndpoint(endpoint, this.parts.keys));
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
    const { keys, windows, onProblem } = this.parts;
    const endpoint = resolveEndpoint(readSettings());
    if ('problem' in endpoint) throw new ModelError({ code: 'badEndpoint', detail: wordProblem(endpoint.problem) });
    const key = await keys.find(endpoint);
    if (key === undefined && !endpoint.loopback) throw new ModelError({ code: 'noKey', detail: '' });
    return createKimiModel({
      endpoint,
      key,
      readBlob,
      uploads,
      webSearch: readSettings().webSearch,
      idleMs: readSettings().silenceLimit * 60_000,
      contextWindow: () => windows.of(endpoint),
      // Not before: the first prompt would wait for it.
      onReply: () => void windows.ask(endpoint).catch(onProblem),
    });
  }

  private async withEndpoint(work: (endpoint: Endpoint) => Promise<unknown>): Promise<void> {
    const endpoint = resolveEndpoint(readSettings());
    if ('problem' in endpoint) return warn(wordProblem(endpoint.problem));
    await work(endpoint);
  }
}
