import * as vscode from 'vscode';
import type { Attachment, BlobRef } from '../agent/events.ts';
import { resolveEndpoint } from '../kimi/endpoints.ts';
import type { ChatSession } from '../session/chatSession.ts';
import type { DraftMedia } from '../session/draftMedia.ts';
import { fileKind } from '../tools/fileKind.ts';
import { readSettings } from './settings.ts';
import { wordMediaRefusal } from './wording.ts';

/** Keeps what the person attached. Rejects, in words for the person, what Kimi cannot be shown. */
export async function keepMedia(draft: DraftMedia, name: string, data: Uint8Array): Promise<Attachment> {
  const kind = fileKind(data);
  if (kind.type !== 'image' && kind.type !== 'video') {
    throw new Error(
      vscode.l10n.t(
        '{0} is not an image (png, jpeg, webp, gif) or a video (mp4, mpeg, mov, avi, flv, webm, wmv, 3gpp) that Kimi sees.',
        name,
      ),
    );
  }
  const endpoint = resolveEndpoint(readSettings());
  const taken = 'problem' in endpoint || (kind.type === 'image' ? endpoint.images : endpoint.video);
  if (!taken) throw new Error(wordMediaRefusal({ type: 'unseen', medium: kind.type }));
  return { type: kind.type, name, mimeType: kind.mimeType, blob: await draft.keep(data) };
}

/** The bytes of a medium of the session or of the draft; undefined where they are gone. */
export async function readMedia(
  session: ChatSession,
  draft: DraftMedia,
  blob: BlobRef,
): Promise<Uint8Array | undefined> {
  return await session.readBlob(blob).catch(() => draft.read(blob).catch(() => undefined));
}
