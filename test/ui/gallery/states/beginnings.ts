import type { State } from '../State.ts';

/** Before the first prompt. */
export const beginnings: State[] = [
  { name: 'Empty: no key', around: { key: 'missing' } },
  {
    name: 'Empty: a key and a folder',
    around: { offered: { type: 'file', path: 'src/promotions.js', language: 'javascript', text: 'x'.repeat(900) } },
  },
  { name: 'Empty: no key and no folder', around: { key: 'missing', workspace: 'none' } },
  { name: 'Empty: no folder', around: { workspace: 'none' } },
  { name: 'Empty: a folder that is not trusted', around: { trusted: false } },
  {
    name: 'Empty: the simulator answers',
    around: {
      key: 'notNeeded',
      endpoint: {
        label: 'Custom',
        model: 'kimi-scripted',
        contextWindow: 262_144,
        images: true,
        video: false,
        tellsBalance: false,
        scripted: true,
        webSearch: { usdPerCall: 0.015 },
      },
    },
  },
  {
    name: 'Empty: settings that lead nowhere',
    around: { problem: 'The setting askKimi.baseUrl is not a web address such as https://example.com/v1.' },
  },
  { name: 'Empty: Kimi only plans', around: { approvals: 'plan' } },
];
