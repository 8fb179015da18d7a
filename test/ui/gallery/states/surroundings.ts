import type { SessionSummary, ToWebview } from '../../../../src/shared/protocol.ts';
import type { State } from '../State.ts';
import { ask, talk } from './samples.ts';

const HOUR_MS = 3_600_000;

function sessions(): ToWebview {
  const row = (title: string, hours: number, more: Partial<SessionSummary> = {}): SessionSummary => ({
    id: title,
    title,
    updatedAt: Date.now() - hours * HOUR_MS,
    current: false,
    standing: 'resting',
    ...more,
  });
  return {
    type: 'sessions',
    sessions: [
      row('Fix the failing test', 0.02, { current: true, standing: 'working', usd: 0.041 }),
      row('Compare prices as numbers, and write a test for equal prices and for an empty cart', 0.3, {
        standing: 'waiting',
        usd: 1.204,
      }),
      row('Write the changelog', 1, { standing: 'working' }),
      row('', 5),
      row('Explain how this project is built', 26, { usd: 0.0034 }),
      row('Move the money to a package of its own', 24 * 9, { usd: 12.5 }),
      row('Add a dark theme', 3, { elsewhere: ['file:///home/me/website'], usd: 0.31 }),
      row('Which regular expression matches a date?', 50, { elsewhere: [] }),
    ],
  };
}

const shown = (): ToWebview[] => [{ type: 'showSessions' }, sessions()];
const second = 'Compare prices as numbers, and write a test for equal prices and for an empty cart';

const used = (prompt: number) => () =>
  ask()
    .step({
      reasoning: 'The prices are sorted as text.',
      content: 'They are compared as text.',
      usage: {
        prompt,
        completion: 1_240,
        cached: prompt * 0.8,
        reasoning: 830,
        builtinCalls: 2,
        cost: { usd: 0.214, by: 'estimate' },
      },
    })
    .ends();

export const surroundings: State[] = [
  { name: 'Sessions', told: shown, around: { behind: ['waiting', 'working'] } },
  {
    name: 'Sessions: pointed at',
    told: shown,
    does: ({ panel }) => panel.getByText('Explain how this project is built').hover(),
  },
  {
    name: 'Sessions: searched',
    told: shown,
    does: ({ panel }) => panel.getByRole('searchbox').fill('project'),
  },
  {
    name: 'Sessions: not found',
    told: shown,
    does: ({ panel }) => panel.getByRole('searchbox').fill('invoice'),
  },
  {
    name: 'Sessions: renamed',
    told: shown,
    does: async (stage) => {
      await stage.panel.getByText(second).hover();
      await stage.button(`Rename “${second}”`).click();
    },
  },
  {
    name: 'Sessions: deleted',
    told: shown,
    does: async (stage) => {
      await stage.panel.getByText(second).hover();
      await stage.button(`Delete “${second}”`).click();
    },
  },
  { name: 'Sessions: none', told: () => [{ type: 'showSessions' }, { type: 'sessions', sessions: [] }] },
  { name: 'Header: another session waits', session: talk, around: { behind: ['waiting', 'working'] } },
  { name: 'Header: another session works', session: talk, around: { behind: ['working'] } },
  {
    name: 'Find: matches',
    session: talk,
    told: () => [{ type: 'find' }],
    does: async ({ panel, page }) => {
      await page.keyboard.type('src');
      await panel.getByText('1 of ').waitFor();
    },
  },
  {
    name: 'Find: nothing',
    session: talk,
    told: () => [{ type: 'find' }],
    does: async ({ panel, page }) => {
      await page.keyboard.type('invoice');
      await panel.getByText('No results').waitFor();
    },
  },
  {
    name: 'Footer: what was used',
    session: used(61_000),
    does: async ({ panel }) => {
      await panel.locator('.footer .tokens').click();
      await panel.locator('.usage-details').waitFor();
    },
  },
  { name: 'Footer: nearly full', session: used(230_000), around: { approvals: 'auto' } },
];
