import manifest from '../../package.json' with { type: 'json' };

/** The extension's own, as its manifest has it. */
export const VERSION = manifest.version;

/**
 * Who makes a request, as HTTP's `User-Agent` has it; `editor` as in `vscode/1.101.0`. Endpoints that admit known agents only go by
 * its beginning.
 */
export function userAgent(editor?: string): string {
  return `ask-kimi/${VERSION}${editor === undefined ? '' : ` (${editor})`}`;
}
