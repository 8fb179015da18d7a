import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { ProblemWatch } from '../../../agent/contracts/workspace.ts';
import { openDocument } from '../edits/fileText.ts';
import { toDiagnostic } from './diagnostics.ts';
import { typescriptProblems } from './typescriptProblems.ts';

/** A language server that has said something about a changed file often says more: so long it must be quiet. */
const QUIET_MS = 100;
/** As long as is waited for the first word on a changed file. */
const PATIENCE_MS = 1_000;
/** Where a language's tools said nothing the last times, they are hardly waited for. */
const LEAST_PATIENCE_MS = 100;
/** As long after a change as its file's problems are listened to. */
const LISTENING_MS = 4_000;

/** Knows how long the tools of each language are worth waiting for: most edits bring no new problems, and so no word. */
export class ProblemWatches {
  private readonly patience = new Map<string, number>();

  /** Watches a file that is about to change, from this moment on. `name` gives the path that the user reads. */
  watch(uri: vscode.Uri, name: (uri: vscode.Uri) => Promise<string>): ProblemWatch {
    const document = openDocument(uri);
    const known = problemsOf(uri);
    // Asked now, it is answered as of before the change.
    const askedBefore = document && typescriptProblems(document);
    let hearing = hear(uri);
    return {
      again: () => {
        hearing = hear(uri);
      },
      news: async (signal) => {
        const asked = await this.caughtUp(uri, hearing, known.length > 0, signal);
        const before = asked && { asked: await Promise.race([askedBefore, aborted(signal)]) };
        const problems =
          before === undefined
            ? newOnes(known, problemsOf(uri))
            : newOnes(together(known, before.asked ?? []), together(problemsOf(uri), asked ?? []));
        const path = await name(uri);
        return {
          compared: document !== undefined && (before === undefined || before.asked !== undefined),
          problems: problems.map((problem) => ({ path, ...toDiagnostic(problem) })),
        };
      },
    };
  }

  /**
   * Waits until a language tool has caught up with a change, or as long as is sensible. Resolves with the problems of a file
   * whose server can be asked for them.
   */
  private async caughtUp(
    uri: vscode.Uri,
    hearing: Hearing,
    hadProblems: boolean,
    signal: AbortSignal,
  ): Promise<vscode.Diagnostic[] | undefined> {
    const changed = await documentOf(uri);
    const asked = changed && (await Promise.race([typescriptProblems(changed), aborted(signal)]));
    if (asked || signal.aborted) return asked;
    const language = changed?.languageId;
    const patience = hadProblems ? PATIENCE_MS : this.patienceFor(language);
    const heard = await Promise.race([hearing(patience), aborted(signal)]);
    if (language !== undefined && heard !== undefined) this.learn(language, heard);
    return undefined;
  }

  private patienceFor(language: string | undefined): number {
    if (language === undefined) return 0;
    return this.patience.get(language) ?? (hasTools(language) ? PATIENCE_MS : 0);
  }

  private learn(language: string, heard: boolean): void {
    const patience = this.patienceFor(language);
    this.patience.set(language, heard ? PATIENCE_MS : patience === 0 ? 0 : Math.max(patience / 2, LEAST_PATIENCE_MS));
  }
}

/** Waits until there was word, for so many milliseconds at most, and then until there is no more. Resolves with whether there was any. */
type Hearing = (patience: number) => Promise<boolean>;

/**
 * Listens for word on a file's problems. Word that repeats the problems of before the change is not what is waited for: VS Code
 * passes on up to 50 ms later what a server said of the text that was there before.
 */
function hear(uri: vscode.Uri): Hearing {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const before = problemsOf(uri).map(placeOf);
  let heard = false;
  let caughtUp = false;
  let timer: NodeJS.Timeout | undefined;
  const end = () => {
    listener.dispose();
    clearTimeout(timer);
    clearTimeout(limit);
    resolve(heard);
  };
  const limit = setTimeout(end, LISTENING_MS);
  const listener = vscode.languages.onDidChangeDiagnostics(({ uris }) => {
    if (!uris.some((changed) => changed.toString() === uri.toString())) return;
    heard = true;
    if (before.length > 0 && isDeepStrictEqual(problemsOf(uri).map(placeOf), before)) return;
    caughtUp = true;
    clearTimeout(timer);
    timer = setTimeout(end, QUIET_MS);
  });
  return (patience) => {
    if (!caughtUp) timer = setTimeout(end, patience);
    return promise;
  };
}

/** Whether an extension runs that is there for this language: nothing else tells of problems that are yet to come. */
function hasTools(language: string): boolean {
  return vscode.extensions.all.some(({ isActive, packageJSON }) => {
    const events: unknown = packageJSON?.activationEvents;
    return isActive && Array.isArray(events) && events.includes(`onLanguage:${language}`);
  });
}

/** Undefined where it is gone, or has no text. */
async function documentOf(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  return await Promise.resolve(vscode.workspace.openTextDocument(uri)).catch(() => undefined);
}

function problemsOf(uri: vscode.Uri): vscode.Diagnostic[] {
  return grave(vscode.languages.getDiagnostics(uri));
}

/** What VS Code knows, with what the TypeScript server answered in place of what it told before. */
function together(known: readonly vscode.Diagnostic[], asked: readonly vscode.Diagnostic[]): vscode.Diagnostic[] {
  return [...known.filter(({ source }) => source !== 'ts' && source !== 'js'), ...grave(asked)];
}

function grave(problems: readonly vscode.Diagnostic[]): vscode.Diagnostic[] {
  return problems.filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning);
}

/** Those that were not there before. An edit moves lines about, so these do not count. */
function newOnes(before: readonly vscode.Diagnostic[], now: readonly vscode.Diagnostic[]): vscode.Diagnostic[] {
  const left = before.map(keyOf);
  return now.filter((problem) => {
    const at = left.indexOf(keyOf(problem));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function placeOf(problem: vscode.Diagnostic): string {
  const { start, end } = problem.range;
  return `${start.line}:${start.character}-${end.line}:${end.character} ${keyOf(problem)}`;
}

function keyOf({ severity, source, message }: vscode.Diagnostic): string {
  return `${severity} ${source} ${message}`;
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  if (signal.aborted) return;
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
}
