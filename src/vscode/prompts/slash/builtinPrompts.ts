import * as vscode from 'vscode';

/** What `/init` asks. */
export function initPrompt(): string {
  return vscode.l10n.t(
    'Look through this project and write an AGENTS.md at its top for the coding agents that will work on it: what it is, where things are, how it is built, tested and checked (the exact commands), and the conventions that its code shows and that are easily missed. Keep it short and only state what you have seen. If there is one already, improve it.',
  );
}

/** What `/review` asks of the changes that go along. */
export function reviewPrompt(): string {
  return vscode.l10n.t(
    'Review my changes: find bugs, cases that are missed, security problems, and what does not fit the code around it. Read the files where the patch alone does not tell. Name the place and the reason of each finding, the gravest first, and change nothing.',
  );
}
