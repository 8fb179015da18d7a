import * as vscode from 'vscode';
import { rebaseChange } from '../../util/text/textDiff.ts';
import { changeDocument } from '../workspace/edits/editTextDocument.ts';
import { PROPOSAL_SCHEME, parseProposalUri } from './proposalUri.ts';

/** Milliseconds of rest after which what the user typed into a proposal is kept. */
const SAVE_AFTER_MS = 800;

/** Keeps what the user types into proposals, without being told to save. */
export class ProposalTyping implements vscode.Disposable {
  private readonly onProblem: (error: unknown) => void;
  private readonly listener: vscode.Disposable;
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(onProblem: (error: unknown) => void) {
    this.onProblem = onProblem;
    this.listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.uri.scheme === PROPOSAL_SCHEME && contentChanges.length > 0) this.saveSoon(document);
    });
  }

  /** Hands over what stands in editors and is not kept yet. */
  async keep(source: string, action: string, update: (text: string) => Promise<void>): Promise<void> {
    for (const document of unkept(source, action)) {
      if (!(await document.save())) await update(document.getText());
    }
  }

  /**
   * A proposal moved from one text to another while the user typed into it: what they typed moves along. False where nobody
   * typed. Where it cannot move cleanly it stays, and the diff shows what that means for the file.
   */
  async move(source: string, action: string, from: string, to: string): Promise<boolean> {
    const documents = unkept(source, action);
    for (const document of documents) {
      const typed = document.getText();
      const moved = rebaseChange(withLf(from), withLf(typed), withLf(to));
      if (moved === undefined) continue;
      await changeDocument(document, document.eol === vscode.EndOfLine.CRLF ? moved.replaceAll('\n', '\r\n') : moved);
    }
    return documents.length > 0;
  }

  dispose(): void {
    this.listener.dispose();
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  private saveSoon(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.timers.get(key));
    const save = () => {
      this.timers.delete(key);
      if (document.isDirty && !document.isClosed) document.save().then(undefined, this.onProblem);
    };
    this.timers.set(key, setTimeout(save, SAVE_AFTER_MS));
  }
}

/** Documents of a proposal that hold what is not kept yet. */
export function unkept(source: string, action: string): vscode.TextDocument[] {
  return proposalDocuments(source, action).filter((document) => document.isDirty && !document.isClosed);
}

/** Open documents of both sides of an edit. */
export function proposalDocuments(source: string, action: string): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(({ uri }) => {
    const shows = parseProposalUri(uri);
    return shows?.source === source && shows.action === action;
  });
}

/** A document has one line ending, whatever its file has. */
function withLf(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
