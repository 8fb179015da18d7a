import path from 'node:path';
import * as vscode from 'vscode';

export const PROPOSAL_SCHEME = 'ask-kimi-proposal';

/** One side of an edit: `after` is the proposal, `before` the text that it changes. */
export interface ProposalSide {
  source: string;
  action: string;
  side: 'before' | 'after';
}

/** `ask-kimi-proposal:/<source>/<action>/[before/]<file name>`: the name last, so that VS Code sees the file's language. */
export function proposalUri({ source, action, side }: ProposalSide, filePath: string): vscode.Uri {
  const folders = [encodeURIComponent(source), encodeURIComponent(action), ...(side === 'before' ? ['before'] : [])];
  return vscode.Uri.from({ scheme: PROPOSAL_SCHEME, path: `/${folders.join('/')}/${path.basename(filePath)}` });
}

/** Undefined for a URI that is not one of ours. */
export function parseProposalUri(uri: vscode.Uri): ProposalSide | undefined {
  if (uri.scheme !== PROPOSAL_SCHEME) return undefined;
  const [source, action, ...rest] = uri.path.slice(1).split('/');
  if (!source || !action || rest.length === 0) return undefined;
  return {
    source: decodeURIComponent(source),
    action: decodeURIComponent(action),
    side: rest.length > 1 ? 'before' : 'after',
  };
}
