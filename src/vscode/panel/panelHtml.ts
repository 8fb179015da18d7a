import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { L10N_ELEMENT_ID } from '../../shared/protocol.ts';

/**
 * The panel's page. It loads its own script and styles and nothing else: pictures only from bytes that the host sent, no
 * connections, and no form leads anywhere. The toolkit probes for
 * `:focus-visible` with a style element and takes its nonce from the property "csp-nonce". The input stands in the page
 * itself, so that it is there with the first paint.
 *
 * @param l10nBundle English text to translated text; empty for English.
 */
export function panelHtml(
  webview: vscode.Webview,
  extensionUri: vscode.Uri,
  l10nBundle: Record<string, string>,
): string {
  const file = (name: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
  const nonce = randomBytes(16).toString('base64url');
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    'img-src blob:',
    'media-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
  <meta charset="utf-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta property="csp-nonce" content="${nonce}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Ask Kimi</title>
  <link rel="stylesheet" href="${file('codicon.css')}">
  <link rel="stylesheet" href="${file('panel.css')}">
  <script type="application/json" id="${L10N_ELEMENT_ID}">${jsonForHtml(l10nBundle)}</script>
</head>
<body>
  <div id="root">
    <div class="panel">
      <div class="header"></div>
      <div class="transcript-frame"></div>
      <div class="composer">
        <div class="input-box"><textarea rows="1" aria-label="${forAttribute(vscode.l10n.t('Message Kimi'))}"></textarea><div class="input-actions"></div></div>
        <div class="footer"></div>
      </div>
    </div>
  </div>
  <script type="module" nonce="${nonce}" src="${file('panel.js')}"></script>
</body>
</html>`;
}

function forAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}

/** JSON that no translation can end its script element with. */
function jsonForHtml(value: Record<string, string>): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
