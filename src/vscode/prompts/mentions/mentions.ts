import path from 'node:path';
import * as vscode from 'vscode';
import type { Workspace } from '../../../agent/contracts/workspace.ts';
import type { Attachment, DataSource } from '../../../agent/events/events.ts';
import { isSecret } from '../../../gate/sensitivePaths.ts';
import type { Mention, Suggestion } from '../../../shared/protocol.ts';
import { isMediaName } from '../../../tools/common/fileKind.ts';
import { formatDiagnostic } from '../../../tools/common/formatDiagnostic.ts';
import { redactSecrets } from '../../../util/secrets/redactSecrets.ts';
import type { Git } from '../../../util/system/git.ts';
import { fitLines } from '../../../util/text/truncate.ts';
import type { ChatView } from '../../panel/chatView.ts';
import { messageOf } from '../../ui/errorMessages.ts';
import { attachPath, attachSymbol } from './attachFiles.ts';
import { attachPage } from './attachPage.ts';
import { Completions } from './completions.ts';
import { FileList } from './fileList.ts';
import { readChanges, readCommit } from './gitChanges.ts';
import { openFiles } from './openEditors.ts';
import { TerminalOutput } from './terminalOutput.ts';

const MAX_PROBLEMS_BYTES = 20_000;
const MAX_EDITORS = 20;

export interface MentionParts {
  workspace: Workspace;
  git: Git;
  view: ChatView;
  /** Attaches an image or a video. */
  addMedia(name: string, data: Uint8Array): Promise<void>;
}

/** What the user mentions with `@`: found while it is typed, and attached when it is chosen. */
export class Mentions implements vscode.Disposable {
  private readonly parts: MentionParts;
  private readonly terminal = new TerminalOutput();
  private readonly suggestions: Completions;

  constructor(parts: MentionParts) {
    this.parts = parts;
    this.suggestions = new Completions(parts.workspace, parts.git, new FileList(parts.workspace), this.terminal);
  }

  dispose(): void {
    this.terminal.dispose();
  }

  /** What could be meant. */
  async suggest(query: string): Promise<Suggestion[]> {
    return await this.suggestions.find(query);
  }

  /** What a mention attaches. Throws in words for the user. */
  async collect(mention: Mention): Promise<Attachment[]> {
    const attachments: Attachment[] = [];
    for await (const attachment of this.read(mention)) attachments.push(attachment);
    return attachments;
  }

  /** Adds what was chosen to the draft, or says why it cannot be. */
  async attach(mention: Mention): Promise<void> {
    const { view } = this.parts;
    try {
      for await (const attachment of this.read(mention)) view.deliver({ type: 'attach', attachment });
    } catch (error) {
      view.deliver({ type: 'attachRefused', reason: messageOf(error) });
    }
  }

  /** Adds files and folders that were dropped to the draft. */
  async attachUris(uris: readonly string[]): Promise<void> {
    for (const uri of uris.map((text) => vscode.Uri.parse(text))) {
      // A remote window's files are this extension host's.
      const local = uri.scheme === 'vscode-remote' ? uri.with({ scheme: 'file', authority: '' }) : uri;
      if (local.scheme === 'file') await this.attach({ type: 'file', path: local.fsPath });
    }
  }

  private async *read(mention: Mention): AsyncIterable<Attachment> {
    switch (mention.type) {
      case 'file':
      case 'folder':
        return yield* this.path(mention.path);
      case 'editors':
        for (const { fsPath } of openFiles().slice(0, MAX_EDITORS)) yield* this.path(fsPath);
        return;
      case 'symbol':
        return yield* some(await attachSymbol(this.parts.workspace, mention));
      case 'problems':
        return yield data('problems', '', await this.problems());
      case 'terminal': {
        const { current } = this.terminal;
        if (!current) throw new Error(vscode.l10n.t('No command has run in the active terminal.'));
        return yield data('terminal', current.command, current.output);
      }
      case 'changes':
        return yield data('changes', mention.of, await this.changes(mention.of));
      case 'commit': {
        this.checkGit();
        const folder = this.parts.workspace.folders().find(({ name }) => name === mention.folder);
        const text = folder && (await readCommit(this.parts.git, folder.path, mention.hash));
        if (text === undefined) throw new Error(vscode.l10n.t('Git does not know that commit.'));
        return yield data('changes', mention.hash.slice(0, 10), text);
      }
      case 'page':
        return yield await attachPage(mention.url);
    }
  }

  private async *path(named: string): AsyncIterable<Attachment> {
    const { workspace, addMedia } = this.parts;
    if (isMediaName(named)) {
      const { absolutePath } = await workspace.resolve(named);
      return await addMedia(path.basename(absolutePath), await workspace.readBytes(absolutePath));
    }
    yield* some(await attachPath(workspace, named));
  }

  private async problems(): Promise<string> {
    const found = (await this.parts.workspace.diagnostics()).filter((problem) => !isSecret(problem.path));
    const lines = found.map(formatDiagnostic);
    const shown = fitLines(lines, MAX_PROBLEMS_BYTES);
    const more = lines.length - shown.length;
    return [...shown, ...(more > 0 ? [`[${more} more.]`] : [])].join('\n') || 'None.';
  }

  /** Throws where git may not be run, with what to do about it. */
  private checkGit(): void {
    if (this.parts.git.allowed()) return;
    throw new Error(
      vscode.l10n.t(
        'In Restricted Mode Git is not run, since a repository can name programs. Trust the workspace first.',
      ),
    );
  }

  private async changes(of: 'unstaged' | 'staged'): Promise<string> {
    this.checkGit();
    const folders = this.parts.workspace.folders();
    const told = await Promise.all(
      folders.map(async (folder) => {
        const text = await readChanges(this.parts.git, folder.path, of);
        return text === undefined ? [] : [folders.length > 1 ? `In the folder ${folder.name}:\n${text}` : text];
      }),
    );
    if (told.flat().length === 0) throw new Error(vscode.l10n.t('No Git changes found.'));
    return told.flat().join('\n\n') || 'None.';
  }
}

function data(source: DataSource, name: string, text: string): Attachment {
  return { type: 'data', source, name, text: redactSecrets(text.replaceAll('\r\n', '\n')) };
}

function some(attachment: Attachment | undefined): Attachment[] {
  return attachment ? [attachment] : [];
}
