import type { BlobRef, MediaPart } from '../events/events.ts';

/** What a session keeps of its media: the bytes, and where they were uploaded to. */
export interface SessionMedia {
  readBlob: (ref: BlobRef) => Promise<Uint8Array>;
  uploads: UploadNotes;
}

export interface UploadNotes {
  read(): Promise<Uploads>;
  write(uploads: Uploads): Promise<void>;
}

/** How each blob is sent to each origin: by the id of the file that it was uploaded as, inline (null), or not, as refused (false). */
export type Uploads = Record<string, Record<BlobRef, string | null | false>>;

/** Why media cannot be sent to an endpoint. Sizes in bytes. */
export type MediaRefusal =
  | { type: 'unseen'; medium: MediaPart['type'] }
  /** The medium alone is over the limit of a file. */
  | { type: 'fileTooLarge'; size: number; limit: number }
  /** With everything that the session has said, the request would be over its limit. */
  | { type: 'requestTooLarge'; size: number; limit: number };

/** A prompt whose media the endpoint would refuse: nothing was sent. */
export class MediaRefused extends Error {
  readonly refusal: MediaRefusal;

  constructor(refusal: MediaRefusal) {
    super(describeMediaRefusal(refusal));
    this.name = 'MediaRefused';
    this.refusal = refusal;
  }
}

/** A refusal as the model reads it. */
export function describeMediaRefusal(refusal: MediaRefusal): string {
  switch (refusal.type) {
    case 'unseen':
      return `The endpoint in use takes no ${refusal.medium}s.`;
    case 'fileTooLarge':
      return `${megabytes(refusal.size)} is too much for the endpoint, which takes ${megabytes(refusal.limit)} a file. Show a smaller part.`;
    case 'requestTooLarge':
      return `With this, the request would have ${megabytes(refusal.size)}; the endpoint takes ${megabytes(refusal.limit)}. Show a smaller part.`;
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
