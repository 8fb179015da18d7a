import type * as vscode from 'vscode';
import { type Endpoint, needsKey } from '../../kimi/endpoint/endpoints.ts';

export type KeyState = 'present' | 'missing' | 'notNeeded';

/** API keys, one for each origin, so that a key is never sent anywhere but where it was made for. */
export class ApiKeys {
  readonly onDidChange: vscode.Event<unknown>;
  private readonly secrets: vscode.SecretStorage;
  private readonly ofEnvironment: string | undefined;

  /** Takes the key out of the environment, which every extension and all that they start could read. */
  constructor(secrets: vscode.SecretStorage, environment: NodeJS.ProcessEnv) {
    this.secrets = secrets;
    this.ofEnvironment = environment.MOONSHOT_API_KEY?.trim() || undefined;
    delete environment.MOONSHOT_API_KEY;
    this.onDidChange = secrets.onDidChange;
  }

  /** The key that was set by hand, or else MOONSHOT_API_KEY, which serves the preset `moonshot` alone. */
  async find(endpoint: Endpoint): Promise<string | undefined> {
    const kept = await this.secrets.get(nameOf(endpoint));
    if (kept) return kept;
    return endpoint.preset === 'moonshot' ? this.ofEnvironment : undefined;
  }

  async state(endpoint: Endpoint): Promise<KeyState> {
    if (await this.find(endpoint)) return 'present';
    return needsKey(endpoint) ? 'missing' : 'notNeeded';
  }

  async keep(endpoint: Endpoint, key: string): Promise<void> {
    await this.secrets.store(nameOf(endpoint), key);
  }

  async forget(endpoint: Endpoint): Promise<void> {
    await this.secrets.delete(nameOf(endpoint));
  }
}

function nameOf(endpoint: Endpoint): string {
  return `askKimi.key:${endpoint.origin}`;
}
