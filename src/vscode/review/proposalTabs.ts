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

/** Our editors of several edits at once: those that show proposals of this source and nothing else. */
export function overviewTabs(source: string): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => {
      const shown = shownTogether(input);
      return shown.length > 0 && shown.every((uri) => parseProposalUri(uri)?.source === source);
    });
}

/** The proposal in the active editor. */
export function activeProposal(): ProposalSide | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const shown = tab && asProposalTab(tab)?.shows;
  const uri = vscode.window.activeTextEditor?.document.uri;
  return shown ?? (uri && parseProposalUri(uri));
}

/** Whether a group shows a preview that is not ours, which a preview of ours would replace. */
export function holdsForeignPreview(group: vscode.TabGroup): boolean {
  return group.tabs.some((tab) => tab.isPreview && asProposalTab(tab) === undefined);
}

/** Tabs that we opened to stay, since a preview of ours would have replaced one of the user's: the next of ours replaces them. */
export class KeptTabs {
  private readonly uris = new Set<string>();

  add(uri: vscode.Uri): void {
    this.uris.add(uri.toString());
  }

  /** Those of a group, but for the one that shows `next`, and for those that the user has typed into this moment. */
  in(group: vscode.TabGroup, next: vscode.Uri): vscode.Tab[] {
    return proposalTabs().flatMap(({ tab, uri }) => {
      const name = uri.toString();
      return tab.group === group && !tab.isDirty && this.uris.has(name) && name !== next.toString() ? [tab] : [];
    });
  }
}

export async function closeTabs(tabs: vscode.Tab[]): Promise<void> {
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs, true);
}

function asProposalTab(tab: vscode.Tab): ProposalTab | undefined {
  const uri = shownUri(tab.input);
  const shows = uri && parseProposalUri(uri);
  return shows && { tab, uri, shows };
}

/** What an editor shows, on its right side where it is a diff. */
export function shownUri(input: unknown): vscode.Uri | undefined {
  if (input instanceof vscode.TabInputTextDiff) return input.modified;
  return input instanceof vscode.TabInputText ? input.uri : undefined;
}

/** What an editor of several diffs shows on its right sides. The API has no type for it, but VS Code gives its diffs. */
function shownTogether(input: unknown): vscode.Uri[] {
  if (typeof input !== 'object' || input === null || !('textDiffs' in input) || !Array.isArray(input.textDiffs))
    return [];
  return input.textDiffs.map((diff: { modified: vscode.Uri }) => diff.modified);
}
