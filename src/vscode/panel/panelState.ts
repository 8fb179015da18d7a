import * as vscode from 'vscode';
import type { Attachment } from '../../agent/events/events.ts';
import { resolveEndpoint, SIMULATOR_MODEL } from '../../kimi/endpoint/endpoints.ts';
import { PRESETS } from '../../kimi/endpoint/presets.ts';
import type { PanelState } from '../../shared/protocol.ts';
import type { SessionStatus } from '../../shared/transcript/sessionStatus.ts';
import type { ApiKeys } from '../endpoint/apiKeys.ts';
import type { ContextWindowSizes } from '../endpoint/contextWindowSizes.ts';
import { endpointLabel } from '../endpoint/endpointLabel.ts';
import { readSettings } from '../settings/settings.ts';
import { wordProblem } from '../ui/errorMessages.ts';

export interface PanelStateParts {
  keys: ApiKeys;
  windows: ContextWindowSizes;
  offered: Attachment | undefined;
  /** Of the sessions behind the one that is shown. */
  standings: readonly SessionStatus[];
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
        label: endpointLabel('custom'),
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
      label: endpointLabel(preset),
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
