import * as vscode from 'vscode';
import type { Attachment, BlobRef, MediaPart, Prompt } from '../../agent/events/events.ts';
import { resolveEndpoint } from '../../kimi/endpoint/endpoints.ts';
import { estimateMedia } from '../../kimi/media/estimateMedia.ts';
import type { ChatSession } from '../../session/chatSession.ts';
import type { DraftMedia } from '../../session/draftMedia.ts';
import { fileKind } from '../../tools/common/fileKind.ts';
import { isWholeImage } from '../../tools/media/isWholeImage.ts';
import type { ApiKeys } from '../endpoint/apiKeys.ts';
import { readSettings } from '../settings/settings.ts';
import { messageOf, wordMediaRefusal } from '../ui/errorMessages.ts';
import type { ChatView } from './chatView.ts';

export interface PanelMediaParts {
  draft: DraftMedia;
  view: ChatView;
  keys: ApiKeys;
  session: () => Promise<ChatSession>;
}

/** The panel's images and videos: those that the user attaches, and the bytes of those that it shows. */
export class PanelMedia {
  private readonly parts: PanelMediaParts;

  constructor(parts: PanelMediaParts) {
    this.parts = parts;
  }

  /** Attaches a file to the draft, or says why Kimi cannot be shown it. */
  async add(name: string, data: Uint8Array): Promise<void> {
    const { view } = this.parts;
    try {
      view.deliver({ type: 'attach', attachment: await this.keep(name, data) });
    } catch (error) {
      view.deliver({ type: 'attachRefused', reason: messageOf(error) });
    }
  }

  /** Answers the panel with the bytes of a medium. */
  async show(blob: BlobRef): Promise<void> {
    const data = await this.read(blob);
    this.parts.view.post({ type: 'media', blob, ...(data ? { data: new Uint8Array(data) } : {}) });
  }

  /** Tells the panel what a medium of the draft costs. */
  async estimate(medium: MediaPart): Promise<void> {
    const { keys, view } = this.parts;
    const endpoint = resolveEndpoint(readSettings());
    const bytes = await this.read(medium.blob);
    if ('problem' in endpoint || !bytes) return;
    const estimate = await estimateMedia(endpoint, await keys.find(endpoint), medium, bytes);
    view.post({ type: 'mediaTokens', blob: medium.blob, ...estimate });
  }

  /** Hands a prompt's media on to the session that it is sent to. */
  async handOver(prompt: Prompt, session: ChatSession): Promise<void> {
    await this.parts.draft.handOver(prompt, (bytes) => session.keepBlob(bytes));
  }

  /** Makes a sent prompt's media part of the draft, which outlives the session. */
  async takeBack(prompt: Prompt, session: ChatSession): Promise<void> {
    for (const attachment of prompt.attachments) {
      if (attachment.type !== 'image' && attachment.type !== 'video') continue;
      await this.parts.draft.keep(await session.readBlob(attachment.blob));
    }
  }

  private async keep(name: string, data: Uint8Array): Promise<Attachment> {
    const kind = fileKind(data);
    if (kind.type !== 'image' && kind.type !== 'video') {
      throw new Error(
        vscode.l10n.t(
          '{0} is not an image (png, jpeg, webp, gif) or a video (mp4, mpeg, mov, avi, flv, webm, wmv, 3gpp) that Kimi sees.',
          name,
        ),
      );
    }
    if (kind.type === 'image' && !isWholeImage(data, kind.mimeType))
      throw new Error(vscode.l10n.t('{0} is damaged or cut off. Attach a whole image.', name));
    const endpoint = resolveEndpoint(readSettings());
    const taken = 'problem' in endpoint || (kind.type === 'image' ? endpoint.images : endpoint.video);
    if (!taken) throw new Error(wordMediaRefusal({ type: 'unseen', medium: kind.type }));
    return { type: kind.type, name, mimeType: kind.mimeType, blob: await this.parts.draft.keep(data) };
  }

  /** Of the session or of the draft; undefined where they are gone. */
  private async read(blob: BlobRef): Promise<Uint8Array | undefined> {
    const session = await this.parts.session();
    return await session.readBlob(blob).catch(() => this.parts.draft.read(blob).catch(() => undefined));
  }
}
