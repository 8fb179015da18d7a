import path from 'node:path';
import * as vscode from 'vscode';
import { redact } from '../kimi/classify.ts';
import { resolveEndpoint } from '../kimi/endpoints.ts';
import { PRESETS } from '../kimi/presets.ts';
import { toMarkdown } from '../transcript/toMarkdown.ts';
import type { Transcript } from '../transcript.ts';
import type { ChatView } from './chatView.ts';
import type { Keys } from './keys.ts';
import { readSettings } from './settings.ts';

interface ConversationParts {
  view: ChatView;
  keys: Keys;
  transcript: () => Promise<Transcript>;
}

/** What a person does with the conversation as a whole. No key leaves with it. */
export class Conversation {
  private readonly parts: ConversationParts;

  constructor(parts: ConversationParts) {
    this.parts = parts;
  }

  async find(): Promise<void> {
    await this.parts.view.show();
    this.parts.view.deliver({ type: 'find' });
  }

  /** Shows the prompt after or before the place where the person is. */
  async stepPrompt(step: 1 | -1): Promise<void> {
    await this.parts.view.show();
    this.parts.view.deliver({ type: 'stepPrompt', step });
  }

  async copy(): Promise<void> {
    await vscode.env.clipboard.writeText(written(await this.safeTranscript()));
    void vscode.window.setStatusBarMessage(vscode.l10n.t('The conversation is on the clipboard.'), 3000);
  }

  /** Saves it where the person says, as Markdown or, with all that is known of it, as JSON. */
  async save(): Promise<void> {
    const transcript = await this.safeTranscript();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = `${fileName(transcript.title)}.md`;
    const target = await vscode.window.showSaveDialog({
      ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, name) } : {}),
      filters: { Markdown: ['md'], JSON: ['json'] },
      saveLabel: vscode.l10n.t('Export'),
      title: vscode.l10n.t('Export the Conversation'),
    });
    if (!target) return;
    const json = path.posix.extname(target.path).toLowerCase() === '.json';
    const text = json ? `${JSON.stringify(document(transcript), undefined, 2)}\n` : written(transcript);
    await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
    const open = vscode.l10n.t('Open');
    const words = vscode.l10n.t('The conversation was exported to {0}.', path.posix.basename(target.path));
    const chosen = await vscode.window.showInformationMessage(words, open);
    if (chosen === open) await vscode.commands.executeCommand('vscode.open', target);
  }

  /** Without what looks like a key, and without each key that is kept here. */
  private async safeTranscript(): Promise<Transcript> {
    const keys = await this.keptKeys();
    const safe = (text: string): string => keys.reduce((rest, key) => redact(rest, key), redact(text, undefined));
    return redactAll(await this.parts.transcript(), safe);
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

/** What an exported session's JSON holds; `version` tells later formats apart. */
function document({ title, blocks, totalUsage }: Transcript) {
  return { format: 'ask-kimi-conversation', version: 1, title, usage: totalUsage, blocks };
}

/** The transcript with each of its texts replaced. */
function redactAll(transcript: Transcript, safe: (text: string) => string): Transcript {
  return JSON.parse(JSON.stringify(transcript, (_, value) => (typeof value === 'string' ? safe(value) : value)));
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
