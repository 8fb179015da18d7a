import type { OpenAI } from 'openai';
import type { UploadNotes, Uploads } from '../../agent/contracts/media.ts';
import type { BlobRef, MediaPart } from '../../agent/events/events.ts';
import type { Endpoint } from '../endpoint/endpoints.ts';

/**
 * Media up to this many bytes go inline with every request. Larger ones, and those that a later message shows again, are
 * uploaded where the endpoint takes files.
 */
const INLINE_BYTES = 1_000_000;

/** Moonshot's files API: at most 100 MB a file. */
export const FILE_LIMIT_BYTES = 100_000_000;

/** Milliseconds that the upload of one file may take. */
const UPLOAD_TIMEOUT_MS = 900_000;

export interface SentMediaParts {
  endpoint: Endpoint;
  readBlob: (ref: BlobRef) => Promise<Uint8Array>;
  /** Without it, nothing is uploaded. */
  notes: UploadNotes | undefined;
  connect: () => Promise<OpenAI>;
}

/**
 * The URLs by which an endpoint gets a session's media. What is uploaded is noted with the session, and what was sent inline
 * stays so in its message, so that a message is the same bytes in every request.
 */
export class MediaUploads {
  private readonly endpoint: Endpoint;
  private readonly readBlob: (ref: BlobRef) => Promise<Uint8Array>;
  private readonly notes: UploadNotes | undefined;
  private readonly connect: () => Promise<OpenAI>;
  private noted: Promise<Uploads> | undefined;
  private noting: Promise<void> = Promise.resolve();
  private readonly uploading = new Map<BlobRef, Promise<string | null>>();
  private readonly lengths = new Map<BlobRef, number>();

  constructor({ endpoint, readBlob, notes, connect }: SentMediaParts) {
    this.endpoint = endpoint;
    this.readBlob = readBlob;
    this.notes = notes;
    this.connect = connect;
  }

  /**
   * `ms://<id>` of an uploaded file, or a data URL; undefined where the bytes are gone. `again`: an earlier part of the
   * conversation has the same blob. Throws what the client throws where an upload fails.
   */
  async urlOf(part: MediaPart, again: boolean, signal: AbortSignal): Promise<string | undefined> {
    const { blob, mimeType } = part;
    const length = await this.lengthOf(blob);
    const known = (await this.known())[blob];
    if (typeof known === 'string' && (length === undefined || this.uploads(length, again))) return `ms://${known}`;
    const bytes = await this.bytesOf(blob);
    if (!bytes) return undefined;
    const uploads = typeof known !== 'string' && known !== null && this.uploads(bytes.length, again);
    const file = uploads ? await this.place(part, bytes, signal) : null;
    return file === null ? `data:${mimeType};base64,${Buffer.from(bytes).toString('base64')}` : `ms://${file}`;
  }

  /** What the endpoint refused before. */
  async refused(): Promise<Set<BlobRef>> {
    const known = await this.known();
    return new Set(Object.keys(known).filter((blob) => known[blob] === false));
  }

  /** Notes what the endpoint refused: it is sent no more, whatever else the session says. */
  async refuse(blobs: Iterable<BlobRef>): Promise<void> {
    const known = await this.known();
    for (const blob of blobs) known[blob] = false;
    await this.note();
  }

  /** Undefined where the bytes are gone. */
  async lengthOf(blob: BlobRef): Promise<number | undefined> {
    const length = this.lengths.get(blob) ?? (await this.bytesOf(blob))?.length;
    if (length !== undefined) this.lengths.set(blob, length);
    return length;
  }

  /** A medium that cannot be read, whatever the reason, keeps no request from being made. */
  private async bytesOf(blob: BlobRef): Promise<Uint8Array | undefined> {
    return await this.readBlob(blob).catch(() => undefined);
  }

  /** Bytes that a medium takes in a request, beside the name of an uploaded file. `again` as in urlOf. */
  async sizeOf(part: MediaPart, again: boolean): Promise<number> {
    const length = (await this.lengthOf(part.blob)) ?? 0;
    const known = (await this.known())[part.blob];
    return known === false || (this.uploads(length, again) && known !== null) ? 0 : Math.ceil(length / 3) * 4;
  }

  /** After the server said that it does not know a file: uploads again, with the next request, what was uploaded. */
  async forget(): Promise<boolean> {
    const known = await this.known();
    const files = Object.keys(known).filter((blob) => typeof known[blob] === 'string');
    for (const blob of files) delete known[blob];
    if (files.length > 0) await this.note();
    return files.length > 0;
  }

  private uploads(size: number, again: boolean): boolean {
    return this.endpoint.files === true && this.notes !== undefined && (again || size > INLINE_BYTES);
  }

  /** Null where the endpoint turns out to take no files. */
  private async place(part: MediaPart, bytes: Uint8Array, signal: AbortSignal): Promise<string | null> {
    const running = this.uploading.get(part.blob) ?? this.upload(part, bytes, signal);
    this.uploading.set(part.blob, running);
    try {
      return await running;
    } finally {
      this.uploading.delete(part.blob);
    }
  }

  private async upload({ type, mimeType, blob }: MediaPart, bytes: Uint8Array, signal: AbortSignal) {
    const client = await this.connect();
    const file = new File([new Uint8Array(bytes)], `${blob.slice(0, 16)}.${mimeType.replace(/^.*\//, '')}`, {
      type: mimeType,
    });
    // Moonshot's purposes for what the model is to see are `image` and `video`, which OpenAI's types do not know.
    const purpose = type as 'vision';
    const id = await client.files
      .create({ file, purpose }, { signal, timeout: UPLOAD_TIMEOUT_MS })
      .then((made): string | null => made.id)
      // Moonshot's error reference still says that only 'file-extract' is accepted: then it goes inline.
      .catch((error: unknown) => {
        if (isRefusedPurpose(error)) return null;
        throw error;
      });
    (await this.known())[blob] = id;
    await this.note();
    return id;
  }

  /** Uploads that end together are noted one after another. One that cannot be noted is made again when the session is next open. */
  private async note(): Promise<void> {
    const all = await this.all();
    this.noting = this.noting.then(() => this.notes?.write(all)).catch(() => {});
    await this.noting;
  }

  private async known(): Promise<Uploads[string]> {
    const all = await this.all();
    all[this.endpoint.origin] ??= {};
    return all[this.endpoint.origin] ?? {};
  }

  private all(): Promise<Uploads> {
    this.noted ??= this.notes?.read() ?? Promise.resolve({});
    return this.noted;
  }
}

function isRefusedPurpose(error: unknown): boolean {
  if (!(error instanceof Error) || !('status' in error)) return false;
  return (error.status === 400 && /purpose/i.test(error.message)) || error.status === 404 || error.status === 405;
}
