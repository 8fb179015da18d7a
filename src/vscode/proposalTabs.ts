import * as vscode from 'vscode';
import { type ProposalSide, parseProposalUri } from './proposalUri.ts';

/** An open editor tab that shows a proposal, as a diff or alone. */
export interface ProposalTab {
  tab: vscode.Tab;
  uri: vscode.Uri;
  shows: ProposalSide;
}

/** Our tabs in all groups, known by what they show: no other tab is ever in this list. */
export function proposalTabs(): ProposalTab[] {
  return vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.flatMap((tab) => asProposalTab(tab) ?? []));
}

/** The proposal in the active editor. */
export function activeProposal(): ProposalSide | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const shown = tab && asProposalTab(tab)?.shows;
  const uri = vscode.window.activeTextEditor?.document.uri;
  return shown ?? (uri && parseProposalUri(uri));
}

export async function closeTabs(tabs: vscode.Tab[]): Promise<void> {
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
}

function asProposalTab(tab: vscode.Tab): ProposalTab | undefined {
  const uri = shownUri(tab.input);
  const shows = uri && parseProposalUri(uri);
  return shows && { tab, uri, shows };
}

function shownUri(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}
