import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Attachment, ToWebview } from '../../../../src/shared/protocol.ts';
import { root } from '../../../host/paths.ts';
import { Log } from '../Log.ts';

export const IMAGE = 'a'.repeat(64);
export const VIDEO = 'b'.repeat(64);

/** What the host has of the image. */
export function imageBytes(): ToWebview {
  const file = path.join(root, 'media', 'screenshots', 'light.png');
  return { type: 'media', blob: IMAGE, data: new Uint8Array(readFileSync(file)) };
}

const source = 'export function couponDiscount(total, coupon) {\n  return 0;\n}\n';

export const ATTACHMENTS: Attachment[] = [
  { type: 'file', path: 'src/promotions.js', language: 'javascript', text: source.repeat(12) },
  { type: 'file', path: 'data/orders-of-the-whole-year.json', language: 'json' },
  { type: 'folder', path: 'src', text: source },
  { type: 'selection', path: 'src/cart.js', startLine: 12, endLine: 31, language: 'javascript', text: source },
  {
    type: 'selection',
    path: 'src/receipt.js',
    startLine: 3,
    endLine: 9,
    language: 'javascript',
    text: source,
    symbol: 'printReceipt',
  },
  { type: 'data', source: 'problems', name: '', text: source },
  { type: 'data', source: 'terminal', name: 'npm test -- --grep coupon', text: source.repeat(40) },
  { type: 'data', source: 'changes', name: 'unstaged', text: source },
  { type: 'data', source: 'changes', name: 'f3a91c2', text: source },
  { type: 'data', source: 'page', name: 'https://nodejs.org/api/test.html', text: source.repeat(90) },
  { type: 'data', source: 'paste', name: '', text: 'TypeError: undefined\n'.repeat(84) },
  { type: 'image', name: 'screenshot.png', mimeType: 'image/png', blob: IMAGE },
  { type: 'video', name: 'checkout.mp4', mimeType: 'video/mp4', blob: VIDEO },
];

export const ask = (text = 'Why is the most expensive item free?'): Log => new Log().pass(1_000).prompt(text);

/** A turn that has come to its end, so that what is shown does not stand alone. */
export function talk(): Log {
  return ask('What does this project do?')
    .step({
      reasoning: 'A short question about the whole project. The README says it.',
      content: 'A till for a **corner shop**: `src/cart.js` adds up, `src/promotions.js` takes coupons off.',
    })
    .ends()
    .pass(40_000);
}
