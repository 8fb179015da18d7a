import * as vscode from 'vscode';
import { PRESETS, type PresetId } from '../../kimi/endpoint/presets.ts';

/** An endpoint's name; names of makers are the same in every language. */
export function endpointLabel(preset: PresetId): string {
  switch (preset) {
    case 'moonshot-cn':
      return vscode.l10n.t('Moonshot (China)');
    case 'kimi-code':
      return vscode.l10n.t('Kimi Code plan');
    case 'custom':
      return vscode.l10n.t('Custom endpoint');
    default:
      return PRESETS[preset].label;
  }
}
