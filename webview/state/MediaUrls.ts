import type { ToWebview } from '../../src/shared/protocol.ts';
import type { Host } from './host.ts';

interface Medium {
  /** `blob:`; undefined until the bytes are here, or for good where they are gone. */
  url: string | undefined;
  gone: boolean;
  users: Set<() => void>;
  mimeType: string;
}

/** Object URLs of media, made of bytes that the host is asked for, each for as long as something shows it. */
export class MediaUrls {
  private readonly host: Host;
  private readonly media = new Map<string, Medium>();

  constructor(host: Host) {
    this.host = host;
  }

  urlOf(blob: string): string | undefined {
    return this.media.get(blob)?.url;
  }

  /** The host no longer has the bytes. */
  isGone(blob: string): boolean {
    return this.media.get(blob)?.gone ?? false;
  }

  /** Calls back when the URL is there. Returns the function that gives it up. */
  use(blob: string, mimeType: string, onChange: () => void): () => void {
    const medium = this.media.get(blob) ?? { url: undefined, gone: false, users: new Set(), mimeType };
    medium.users.add(onChange);
    if (!this.media.has(blob)) {
      this.media.set(blob, medium);
      this.host.post({ type: 'readMedia', blob });
    }
    return () => {
      medium.users.delete(onChange);
      if (medium.users.size > 0) return;
      if (medium.url !== undefined) URL.revokeObjectURL(medium.url);
      this.media.delete(blob);
    };
  }

  receive(message: ToWebview): void {
    if (message.type !== 'media') return;
    const medium = this.media.get(message.blob);
    if (!medium || medium.url !== undefined) return;
    const { data } = message;
    medium.gone = data === undefined;
    if (data) medium.url = URL.createObjectURL(new Blob([new Uint8Array(data)], { type: medium.mimeType }));
    for (const user of [...medium.users]) user();
  }
}
