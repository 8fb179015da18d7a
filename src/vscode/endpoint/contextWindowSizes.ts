import { listModels } from '../../kimi/client/listModels.ts';
import type { Endpoint } from '../../kimi/endpoint/endpoints.ts';
import type { ApiKeys } from './apiKeys.ts';

const ANSWER_WITHIN_MS = 10_000;

/**
 * How many tokens endpoints hold. Servers that people run themselves are often started with fewer than the model has, and a plan
 * can serve another model under the same name.
 */
export class ContextWindowSizes {
  private readonly keys: Pick<ApiKeys, 'find'>;
  private readonly onLearned: () => void;
  private readonly asked = new Set<string>();
  private readonly reported = new Map<string, number>();

  constructor(keys: Pick<ApiKeys, 'find'>, onLearned: () => void) {
    this.keys = keys;
    this.onLearned = onLearned;
  }

  /** What the server has said, or else what is known of the preset. */
  of(endpoint: Endpoint): number {
    return this.reported.get(nameOf(endpoint)) ?? endpoint.contextWindow;
  }

  /** Asks a server, once for each model; one that does not say leaves things as they are. */
  async ask(endpoint: Endpoint): Promise<void> {
    const name = nameOf(endpoint);
    if (this.asked.has(name)) return;
    this.asked.add(name);
    const key = await this.keys.find(endpoint);
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const models = await listModels(endpoint, key, signal).catch(() => []);
    const tokens = models.find(({ id }) => id === endpoint.model)?.contextWindow;
    if (tokens === undefined || tokens <= 0) return;
    this.reported.set(name, tokens);
    this.onLearned();
  }
}

function nameOf({ baseUrl, model }: Endpoint): string {
  return `${baseUrl} ${model}`;
}
