import * as vscode from 'vscode';
import { ModelError } from '../../agent/contracts/model.ts';
import { faultOf } from '../../kimi/client/connect.ts';
import { ConnectionError } from '../../kimi/client/connectionError.ts';
import { ownAddresses } from '../../kimi/client/plainHttp.ts';
import type { Endpoint } from '../../kimi/endpoint/endpoints.ts';
import { type LookUp, SYSTEM_LOOK_UP } from '../../util/network/findAddresses.ts';
import { inform } from '../ui/messages.ts';

/** Where the user's answers are, of this machine: by origin, the addresses that it led to when the user agreed. */
const STATE_KEY = 'askKimi.unencrypted';

/** Milliseconds that a name may take to become addresses. */
const LOOK_UP_MS = 30_000;

/** The places in the user's own network that plain http may go to, since the user was asked and agreed. */
export class UnencryptedEndpoints {
  private readonly state: vscode.Memento;
  private readonly lookUp: LookUp;
  private readonly asked = new Map<string, Promise<void>>();

  constructor(state: vscode.Memento, lookUp: LookUp = SYSTEM_LOOK_UP) {
    this.state = state;
    this.lookUp = lookUp;
  }

  /**
   * The endpoint as requests may be made to it, once the user has agreed to its addresses where that is needed: asks for each
   * origin, and again where it leads elsewhere by now. Throws ModelError where the user does not agree or cannot be asked.
   */
  async permit(endpoint: Endpoint): Promise<Endpoint> {
    const { origin } = endpoint;
    if (!origin.startsWith('http:') || endpoint.place !== 'network') return endpoint;
    const found = await this.find(origin);
    if (!found.some((address) => this.agreed(origin).includes(address))) {
      const asking = this.asked.get(origin) ?? this.ask(origin, found);
      this.asked.set(origin, asking);
      await asking.finally(() => this.asked.delete(origin));
    }
    return { ...endpoint, agreed: () => this.agreed(origin) };
  }

  /** Lets the user take answers back. */
  async forget(): Promise<void> {
    const all = this.state.get<Record<string, string[]>>(STATE_KEY, {});
    const items = Object.entries(all).map(([origin, addresses]) => ({
      origin,
      label: origin,
      description: addresses.join(', '),
    }));
    if (items.length === 0) return inform(vscode.l10n.t('No endpoint is allowed without encryption.'));
    const chosen = await vscode.window.showQuickPick(items, {
      title: vscode.l10n.t('Ask Kimi: Forget Unencrypted Endpoints'),
      placeHolder: vscode.l10n.t('Which endpoints should be asked about again?'),
      canPickMany: true,
    });
    if (!chosen) return;
    const kept = { ...this.state.get<Record<string, string[]>>(STATE_KEY, {}) };
    for (const { origin } of chosen) delete kept[origin];
    await this.state.update(STATE_KEY, kept);
  }

  private agreed(origin: string): readonly string[] {
    return this.state.get<Record<string, string[]>>(STATE_KEY, {})[origin] ?? [];
  }

  private async find(origin: string): Promise<string[]> {
    try {
      const found = await ownAddresses(new URL(origin), this.lookUp, AbortSignal.timeout(LOOK_UP_MS));
      return found.map(({ address }) => address);
    } catch (error) {
      const { failure } = faultOf(new ConnectionError(error));
      throw new ModelError(failure, { cause: error });
    }
  }

  private async ask(origin: string, addresses: string[]): Promise<void> {
    const { host } = new URL(origin);
    const allow = vscode.l10n.t('Allow');
    const answer = await Promise.resolve(
      vscode.window.showWarningMessage(
        vscode.l10n.t('Send to {0} without encryption?', host),
        {
          modal: true,
          detail: vscode.l10n.t(
            'The address is plain http: your prompts, your code and the API key travel unencrypted. Others in the network may read and change them on the way to {0}. Allow this only in a network that you trust. You are asked once, and again if the endpoint moves to another address. “Ask Kimi: Forget Unencrypted Endpoints…” takes it back.',
            addresses.join(', '),
          ),
        },
        allow,
      ),
      // Where nobody is there to be asked, VS Code shows nothing and rejects.
    ).catch(() => undefined);
    if (answer !== allow) {
      const detail = vscode.l10n.t(
        'Plain http to {0} was not allowed. Try again to be asked, or use an address that begins with https://.',
        host,
      );
      throw new ModelError({ code: 'unencrypted', detail });
    }
    await this.state.update(STATE_KEY, {
      ...this.state.get<Record<string, string[]>>(STATE_KEY, {}),
      [origin]: addresses,
    });
  }
}
