import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { BlobRef, Prompt } from '../agent/events/events.ts';
import { keepBlob, readBlob } from './log/sessionLog.ts';

/** Milliseconds after which media that was attached and not sent is given up: a week. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** Media of prompts that are not sent yet. They belong to no session: the draft outlives both sessions and windows. */
export class DraftMedia {
  private readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async keep(bytes: Uint8Array): Promise<BlobRef> {
    await this.sweep(Date.now() - KEPT_MS);
    return await keepBlob(this.directory, bytes);
  }

  async read(ref: BlobRef): Promise<Uint8Array> {
    return await readBlob(this.directory, ref);
  }

  /** Hands a prompt's media on to the session that it is sent to. Media that the session has already need not be here. */
  async handOver(prompt: Prompt, keep: (bytes: Uint8Array) => Promise<BlobRef>): Promise<void> {
    for (const attachment of prompt.attachments) {
      if (attachment.type !== 'image' && attachment.type !== 'video') continue;
      const bytes = await this.read(attachment.blob).catch(() => undefined);
      if (bytes) await keep(bytes);
    }
  }

  private async sweep(before: number): Promise<void> {
    const folder = path.join(this.directory, 'blobs');
    for (const name of await readdir(folder).catch(() => [])) {
      const file = path.join(folder, name);
      const found = await stat(file).catch(() => undefined);
      if (found && found.mtimeMs < before) await rm(file, { force: true });
    }
  }
}
