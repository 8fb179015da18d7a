import * as vscode from 'vscode';
import { type Network, SYSTEM_NETWORK } from '../../tools/web/network.ts';

/** The machine's, with what VS Code's own settings say of a proxy. */
export const EDITOR_NETWORK: Network = {
  ...SYSTEM_NETWORK,
  hasProxy: () => SYSTEM_NETWORK.hasProxy() || Boolean(vscode.workspace.getConfiguration('http').get('proxy')),
};
