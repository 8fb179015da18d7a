import * as vscode from 'vscode';
import type { CheckpointLimits } from '../../session/checkpoints/pruneCheckpoints.ts';
import type { Approvals } from '../../shared/protocol.ts';

/** Who hosts the extension, for the servers that it asks. */
export const EDITOR = `vscode/${vscode.version}`;

export interface Settings {
  endpoint: string;
  baseUrl: string;
  model: string;
  editor: string;
  approvals: Approvals;
  /** How long and how much is kept for undoing. */
  checkpoints: CheckpointLimits;
  /** US dollars; undefined for no limit. */
  spendingLimit: number | undefined;
  /** Of one turn; undefined for no limit. */
  stepLimit: number | undefined;
  /** Minutes. */
  timeLimit: number | undefined;
  /** US dollars. */
  costLimit: number | undefined;
  /** Minutes that an answer may pause. */
  silenceLimit: number;
  /** The endpoint's own web search, where it has one. */
  webSearch: boolean;
  /** The model names sessions. */
  titles: boolean;
  /** Tells of turns that end or wait where the user does not look. */
  notifications: boolean;
  /** Plays a sound with them. */
  sound: boolean;
}

/** The settings as they stand. All are machine-scoped, so VS Code never takes them from a workspace. */
export function readSettings(): Settings {
  const settings = vscode.workspace.getConfiguration('askKimi');
  return {
    endpoint: text(settings.get('endpoint')),
    baseUrl: text(settings.get('baseUrl')),
    model: text(settings.get('model')),
    editor: EDITOR,
    approvals: vscode.workspace.isTrusted
      ? approvals(settings.get('approvals'))
      : restricted(approvals(settings.get('approvals'))),
    checkpoints: {
      maxAge: atLeastZero(settings.get('checkpoints.maxAgeDays'), 30) * 24 * 3600 * 1000,
      maxBytes: atLeastZero(settings.get('checkpoints.maxSizeMB'), 500) * 1024 * 1024,
    },
    spendingLimit: amount(settings.get('spendingLimit')),
    stepLimit: amount(settings.get('stepLimit')),
    timeLimit: amount(settings.get('timeLimit')),
    costLimit: amount(settings.get('costLimit')),
    silenceLimit: Math.min(Math.max(amount(settings.get('silenceLimit')) ?? 5, 0.5), 120),
    webSearch: settings.get('webSearch') === true,
    titles: settings.get('titles') !== false,
    notifications: settings.get('notifications') !== false,
    sound: settings.get('sound') === true,
  };
}

/** Writes settings of this machine; the empty string removes one. */
export async function writeSettings(
  settings: Partial<Record<'endpoint' | 'baseUrl' | 'model' | 'approvals', string>>,
): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('askKimi');
  for (const [name, value] of Object.entries(settings)) {
    await configuration.update(name, value === '' ? undefined : value, vscode.ConfigurationTarget.Global);
  }
}

/** Anything that is not known, such as a typing error in settings.json, is the most careful value. */
function approvals(value: unknown): Approvals {
  switch (value) {
    case 'autoEdits':
    case 'auto':
    case 'plan':
      return value;
    default:
      return 'ask';
  }
}

function restricted(value: Approvals): Approvals {
  return value === 'plan' ? 'plan' : 'ask';
}

function amount(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function atLeastZero(value: unknown, otherwise: number): number {
  return typeof value === 'number' && value >= 0 ? value : otherwise;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.trim() : '';
}
