import type { FromWebview } from '../../src/shared/protocol.ts';

/** The panel's end of the line to the extension host. */
export interface Host {
  post(message: FromWebview): void;
  /** What `save` kept, also across a reload of the window; unknown because an older version of the panel may have written it. */
  saved(): unknown;
  save(state: unknown): void;
}

declare function acquireVsCodeApi(): {
  postMessage(message: FromWebview): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** VS Code gives its API out once for each page. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    saved: () => api.getState(),
    save: (state) => api.setState(state),
  };
}
