import type { IncomingHttpHeaders } from 'node:http';
import { failure, invalidRequest, type ServerError } from './errors.ts';

/** Moonshot's files API. */
const PURPOSES = ['file-extract', 'image', 'video', 'batch'];
const MAX_FILE_BYTES = 100 * 1024 * 1024;

export interface StoredFile {
  purpose: string;
  filename: string;
  bytes: Uint8Array;
  /** Seconds since the epoch. */
  createdAt: number;
}

export type FileAnswer = { type: 'done'; body: object } | { type: 'refused'; error: ServerError };

/** `POST|GET /files` and `GET|DELETE /files/{id}`. The map is what the server keeps; a test may take files away from it. */
export class FileEndpoint {
  readonly files = new Map<string, StoredFile>();
  #made = 0;

  async upload(headers: IncomingHttpHeaders, body: Uint8Array): Promise<FileAnswer> {
    const form = await new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    })
      .formData()
      .catch(() => undefined);
    const file = form?.get('file');
    const purpose = String(form?.get('purpose'));
    if (!(file instanceof File)) return refused('Invalid request: file must not be empty');
    if (!PURPOSES.includes(purpose)) return refused(`Invalid purpose: only 'file-extract' accepted`);
    if (file.size === 0) return refused('File size is zero, please confirm and re-upload the file');
    if (file.size > MAX_FILE_BYTES) {
      return refused('File size is too large, max file size is 100MB, please confirm and re-upload the file');
    }
    this.#made += 1;
    const id = `file-${this.#made}`;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const stored = { purpose, filename: file.name, bytes, createdAt: Math.floor(Date.now() / 1000) };
    this.files.set(id, stored);
    return { type: 'done', body: described(id, stored) };
  }

  list(): FileAnswer {
    return { type: 'done', body: { object: 'list', data: [...this.files].map(([id, file]) => described(id, file)) } };
  }

  get(path: string): FileAnswer {
    const id = path.split('/').at(-1) ?? '';
    const file = this.files.get(id);
    return file ? { type: 'done', body: described(id, file) } : { type: 'refused', error: fileNotFound(id) };
  }

  delete(path: string): FileAnswer {
    const id = path.split('/').at(-1) ?? '';
    if (!this.files.delete(id)) return { type: 'refused', error: fileNotFound(id) };
    return { type: 'done', body: { id, object: 'file', deleted: true } };
  }

  /** What no correct client would refer to with a part of this kind: a file that never was, or is for something else. */
  checkReference(url: string, kind: 'image' | 'video'): string | undefined {
    const id = url.replace('ms://', '');
    const number = Number(/^file-(\d+)$/.exec(id)?.[1]);
    if (!(number <= this.#made)) return `Invalid request: there never was a file ${id}`;
    const purpose = this.files.get(id)?.purpose ?? kind;
    return purpose === kind ? undefined : `Invalid request: file ${id} has purpose ${purpose}, not ${kind}`;
  }

  /** The refusal of a request that refers to a file which is not kept. */
  missingIn(raw: string): ServerError | undefined {
    const id = [...raw.matchAll(/"ms:\/\/([^"]+)"/g)]
      .map(([, name]) => name ?? '')
      .find((name) => !this.files.has(name));
    return id === undefined ? undefined : fileNotFound(id);
  }
}

function described(id: string, { bytes, filename, purpose, createdAt }: StoredFile): object {
  return {
    id,
    object: 'file',
    bytes: bytes.length,
    created_at: createdAt,
    filename,
    purpose,
    status: 'ok',
    status_details: '',
  };
}

/** The documentation does not give the words. */
function fileNotFound(id: string): ServerError {
  return failure(404, 'resource_not_found_error', `file ${id} not found`);
}

function refused(message: string): FileAnswer {
  return { type: 'refused', error: invalidRequest(message) };
}
