import * as vscode from 'vscode';
import { userAgent } from '../../agent/userAgent.ts';
import { type Network, SYSTEM_NETWORK } from '../../tools/web/network.ts';
import { EDITOR } from '../settings/settings.ts';

/** The machine's, with what VS Code says of itself and of a proxy. */
export const EDITOR_NETWORK: Network = {
  ...SYSTEM_NETWORK,
  hasProxy: () => SYSTEM_NETWORK.hasProxy() || Boolean(vscode.workspace.getConfiguration('http').get('proxy')),
  agent: userAgent(EDITOR),
};
