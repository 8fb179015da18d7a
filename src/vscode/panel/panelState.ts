import * as vscode from 'vscode';
import type { Attachment } from '../../agent/events/events.ts';
import { resolveEndpoint, SIMULATOR_MODEL } from '../../kimi/endpoint/endpoints.ts';
import { PRESETS } from '../../kimi/endpoint/presets.ts';
import type { PanelState } from '../../shared/protocol.ts';
import type { Standing } from '../../shared/transcript/sessionStatus.ts';
import type { Keys } from '../endpoint/apiKeys.ts';
import type { ContextWindows } from '../endpoint/contextWindowSizes.ts';
import { wordEndpoint } from '../endpoint/endpointLabel.ts';
import { readSettings } from '../settings/settings.ts';
import { wordProblem } from '../ui/errorMessages.ts';

export interface PanelStateParts {
  keys: Keys;
  windows: ContextWindows;
  offered: Attachment | undefined;
  /** Of the sessions behind the one that is shown. */
  standings: readonly Standing[];
  /** Why the session that is shown is not being saved. */
  unsaved?: string | undefined;
}

/** What the panel shows around the transcript, as things stand. */
export async function readPanelState({
  keys,
  windows,
  offered,
  standings,
  unsaved,
}: PanelStateParts): Promise<PanelState> {
  const settings = readSettings();
  const endpoint = resolveEndpoint(settings);
  const around = {
    workspace: vscode.workspace.workspaceFolders?.length ? ('open' as const) : ('none' as const),
    trusted: vscode.workspace.isTrusted,
    approvals: settings.approvals,
    ...(offered ? { offered } : {}),
    ...(unsaved === undefined ? {} : { unsaved }),
    behind: standings.filter((standing) => standing !== 'resting'),
  };
  if ('problem' in endpoint) {
    const { contextWindow, images, video } = PRESETS.custom;
    return {
      ...around,
      endpoint: {
        label: wordEndpoint('custom'),
        model: settings.model,
        contextWindow,
        images,
        video,
        tellsBalance: false,
        scripted: false,
      },
      key: 'notNeeded',
      problem: wordProblem(endpoint.problem, settings.baseUrl),
    };
  }
  const { preset, model, images, video, balance } = endpoint;
  const webSearch = settings.webSearch ? endpoint.webSearch : undefined;
  return {
    ...around,
    endpoint: {
      label: wordEndpoint(preset),
      model,
      contextWindow: windows.of(endpoint),
      images,
      video,
      ...(webSearch ? { webSearch: { usdPerCall: webSearch.usdPerCall } } : {}),
      tellsBalance: balance !== undefined,
      scripted: model === SIMULATOR_MODEL,
    },
    key: await keys.state(endpoint),
  };
}
