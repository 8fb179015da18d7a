import path from 'node:path';
import * as vscode from 'vscode';
import type { Entry } from '../../agent/events/events.ts';
import { redact } from '../../kimi/client/classifyError.ts';
import { resolveEndpoint } from '../../kimi/endpoint/endpoints.ts';
import { PRESETS } from '../../kimi/endpoint/presets.ts';
import { exportableEntries } from '../../session/importExport/exportableEntries.ts';
import { writeSessionFile } from '../../session/importExport/writeSessionFile.ts';
import type { Store } from '../../session/log/store.ts';
import { EMPTY_TRANSCRIPT, reduce, type Transcript } from '../../shared/transcript/reduce.ts';
import { toMarkdown } from '../../shared/transcript/toMarkdown.ts';
import type { ApiKeys } from '../endpoint/apiKeys.ts';
import type { ChatView } from '../panel/chatView.ts';
import { readSettings } from '../settings/settings.ts';
import type { OpenSessions } from './openSessions.ts';

interface ConversationParts {
  view: ChatView;
  keys: ApiKeys;
  sessions: OpenSessions;
  store: Store;
  /** Of the extension. */
  version: string;
}

/** What a user does with the conversation as a whole. No key leaves with it. */
export class ConversationCommands {
  private readonly parts: ConversationParts;

  constructor(parts: ConversationParts) {
    this.parts = parts;
  }

  async find(): Promise<void> {
    await this.parts.view.show();
    this.parts.view.deliver({ type: 'find' });
  }

  /** Shows the prompt after or before the place where the user is. */
  async stepPrompt(step: 1 | -1): Promise<void> {
    await this.parts.view.show();
    this.parts.view.deliver({ type: 'stepPrompt', step });
  }

  async copy(): Promise<void> {
    const { transcript } = await this.parts.sessions.get();
    const safe = await this.safely();
    await vscode.env.clipboard.writeText(written(withTexts(transcript, safe)));
    void vscode.window.setStatusBarMessage(vscode.l10n.t('The conversation is on the clipboard.'), 3000);
  }

  /** Saves a session, or the one that is shown, where the user says: as Markdown, or as JSON that can be imported again. */
  async save(id?: string): Promise<void> {
    const { sessions, store } = this.parts;
    const open = id === undefined ? await sessions.get() : await sessions.find(id);
    const entries = open ? await open.entries() : await readStored(store, id ?? '');
    const transcript = open?.transcript ?? reduce(EMPTY_TRANSCRIPT, entries);
    const session = open?.id ?? id ?? '';
    const safe = await this.safely();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${fileName(safe(transcript.title))}.md`;
    const target = await vscode.window.showSaveDialog({
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
      filters: { Markdown: ['md'], JSON: ['json'] },
      saveLabel: vscode.l10n.t('Export'),
      title: vscode.l10n.t('Export the Conversation'),
    });
    if (!target) return;
    const json = path.posix.extname(target.path).toLowerCase() === '.json';
    const words = [vscode.l10n.t('The conversation was exported to {0}.', path.posix.basename(target.path))];
    let text: string;
    if (json) {
      const shared = withTexts(exportableEntries(entries), safe);
      const { file, left } = await writeSessionFile(safe(transcript.title), shared, (ref) => store.read(session, ref));
      if (left > 0) words.push(vscode.l10n.t('{0} images or videos did not go along.', left));
      text = `${JSON.stringify(file)}\n`;
    } else {
      text = written(withTexts(transcript, safe));
    }
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    const show = vscode.l10n.t('Open');
    const chosen = await vscode.window.showInformationMessage(words.join(' '), show);
    if (chosen === show) await vscode.commands.executeCommand('vscode.open', target);
  }

  /** What is sent to us of a mistake of ours, for the user to read first. */
  async copyReport(detail: string): Promise<void> {
    const about = `Ask Kimi ${this.parts.version}, VS Code ${vscode.version}, ${process.platform} ${process.arch}`;
    const safe = await this.safely();
    await vscode.env.clipboard.writeText(safe(`${about}\n${detail}`));
  }

  /** Takes out what looks like a key, and each key that is kept here. */
  private async safely(): Promise<(text: string) => string> {
    const keys = await this.keptKeys();
    return (text) => keys.reduce((rest, key) => redact(rest, key), redact(text, undefined));
  }

  private async keptKeys(): Promise<string[]> {
    const settings = readSettings();
    const endpoints = [...Object.keys(PRESETS), settings.endpoint].map((endpoint) =>
      resolveEndpoint({ ...settings, endpoint }),
    );
    const keys = endpoints.map((endpoint) => ('problem' in endpoint ? undefined : this.parts.keys.find(endpoint)));
    return [...new Set(await Promise.all(keys))].filter((key) => key !== undefined);
  }
}

function written(transcript: Transcript): string {
  return toMarkdown(transcript, { you: vscode.l10n.t('You'), reasoning: vscode.l10n.t('Reasoning') });
}

async function readStored(store: Store, id: string): Promise<Entry[]> {
  return (await store.open(id, { claim: 'none', onLost: () => {} })).entries;
}

/** The same with each of its texts replaced. */
function withTexts<T>(value: T, safe: (text: string) => string): T {
  return JSON.parse(JSON.stringify(value, (_, part) => (typeof part === 'string' ? safe(part) : part)));
}

/** A title as a name that every file system takes. */
function fileName(title: string): string {
  const plain = title
    .replace(/[^\p{L}\p{N} _-]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 60);
  return plain || 'conversation';
}
