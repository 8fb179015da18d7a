import * as vscode from 'vscode';
import { isNotebook } from '../../tools/files/notebook/readNotebook.ts';

export const PROPOSAL_SCHEME = 'ask-kimi-proposal';

/** One side of an edit: `after` is the proposal, `before` the text that it changes. */
export interface ProposalSide {
  source: string;
  action: string;
  side: 'before' | 'after';
}

interface EditPlace {
  id: string;
  path: string;
  to?: { path: string };
}

/**
 * `ask-kimi-proposal://<source>+<action>+<side>/<path>`: the path as the user reads it, which is what VS Code shows of a URI
 * and tells a file's language by. A notebook is shown as the JSON that it is: the editor for notebooks compares no proposals.
 */
export function proposalUri({ source, action, side }: ProposalSide, shownPath: string): vscode.Uri {
  const shown = isNotebook(shownPath) ? `${shownPath}.json` : shownPath;
  const parts = shown.split(/[\\/]/).filter((part) => part !== '');
  return vscode.Uri.from({
    scheme: PROPOSAL_SCHEME,
    authority: `${source}+${action}+${side}`,
    path: `/${parts.join('/')}`,
  });
}

/**
 * Of an edit of that source; a renamed file has its new path after it. `plain`: VS Code takes it for a text without a language, so
 * that no extension looks into it and fetches what it names.
 */
export function editUri(
  source: string,
  edit: EditPlace,
  side: ProposalSide['side'],
  { plain }: { plain: boolean },
): vscode.Uri {
  const path = side === 'after' ? (edit.to ?? edit).path : edit.path;
  const uri = proposalUri({ source, action: edit.id, side }, path);
  return plain ? uri.with({ path: `${uri.path}.txt` }) : uri;
}

/** Undefined for a URI that is not one of ours. */
export function parseProposalUri(uri: vscode.Uri): ProposalSide | undefined {
  if (uri.scheme !== PROPOSAL_SCHEME) return undefined;
  const [source, action, side] = uri.authority.split('+');
  if (!source || !action || (side !== 'before' && side !== 'after')) return undefined;
  return { source, action, side };
}
