import type { Display } from '../../../../src/agent/events/events.ts';
import type { Log, Step } from '../Log.ts';
import type { State } from '../State.ts';
import { ask } from './samples.ts';

interface Made {
  name: string;
  arguments: object;
  display: Display;
  output?: string;
}

const LOOKS: Made[] = [
  {
    name: 'list_files',
    arguments: {},
    display: { type: 'list', path: '.', count: 9, truncated: false },
    output: 'README.md\npackage.json\nsrc/\ntest/',
  },
  {
    name: 'read_file',
    arguments: { path: 'src/promotions.js' },
    display: { type: 'file', path: 'src/promotions.js', startLine: 1, endLine: 25, totalLines: 25 },
    output: '1\t/** Takes off the cheapest of three. */\n2\texport function threeForTwo(prices) {',
  },
  {
    name: 'read_file',
    arguments: { path: 'packages/checkout/src/components/receipt/lines/DiscountLine.tsx', start_line: 40 },
    display: {
      type: 'file',
      path: 'packages/checkout/src/components/receipt/lines/DiscountLine.tsx',
      startLine: 40,
      endLine: 240,
      totalLines: 1_280,
    },
  },
  {
    name: 'search_text',
    arguments: { pattern: 'sort\\(' },
    display: { type: 'search', query: 'sort\\(', matches: 214, files: 31, truncated: true },
  },
  {
    name: 'find_files',
    arguments: { name: 'promo' },
    display: { type: 'list', path: '.', count: 2, truncated: false },
  },
  { name: 'outline', arguments: { path: 'src' }, display: { type: 'list', path: 'src', count: 4, truncated: false } },
  {
    name: 'inspect_code',
    arguments: { what: 'references', symbol: 'threeForTwo' },
    display: { type: 'symbol', symbol: 'threeForTwo', found: { places: 7, files: 3 } },
  },
  {
    name: 'inspect_code',
    arguments: { what: 'symbols', symbol: 'Receipt' },
    display: { type: 'symbol', symbol: 'Receipt', found: { places: 0, files: 0 } },
  },
  { name: 'get_diagnostics', arguments: {}, display: { type: 'diagnostics', errors: 2, warnings: 14 } },
  {
    name: 'view_image',
    arguments: { path: 'docs/till.png' },
    display: { type: 'image', path: 'docs/till.png', mimeType: 'image/png', blob: 'c'.repeat(64) },
  },
];

const DOES: Made[] = [
  {
    name: 'fetch_url',
    arguments: { url: 'https://nodejs.org/api/test.html' },
    display: { type: 'page', url: 'https://nodejs.org/api/test.html', bytes: 184_000, truncated: true },
  },
  {
    name: 'refactor',
    arguments: { action: 'rename', path: 'src/promotions.js', symbol: 'threeForTwo', to: 'cheapestOfThree' },
    display: { type: 'edits', files: 3, accepted: 3 },
  },
  {
    name: 'refactor',
    arguments: { action: 'organize_imports', path: 'src/cart.js' },
    display: { type: 'edits', files: 0, accepted: 0 },
  },
  {
    name: 'refactor',
    arguments: { action: 'fix', path: 'src/receipt.js' },
    display: { type: 'edits', files: 4, accepted: 3 },
  },
  {
    name: 'watch_video_clip',
    arguments: { path: 'docs/checkout.mp4', start_s: 4, end_s: 12 },
    display: { type: 'video', path: 'docs/checkout.mp4', startSeconds: 4, endSeconds: 12 },
  },
  {
    name: 'explore',
    arguments: { question: 'Where are the prices of a cart sorted, and by what?' },
    display: { type: 'explored', steps: 6 },
    output: 'In `src/promotions.js`, line 14, as text.',
  },
  {
    name: 'github_search_issues',
    arguments: { repository: 'corner/shop', query: 'free item' },
    display: {
      type: 'foreign',
      source: { type: 'server', folder: '/home/me/corner-shop', server: 'github' },
      truncated: false,
    },
    output: '[{ "number": 14, "title": "Customers get the cake for free" }]',
  },
  {
    name: 'python_environment',
    arguments: {},
    display: { type: 'foreign', source: { type: 'editor', label: 'Python' }, truncated: false },
  },
  {
    name: 'job',
    arguments: { action: 'read', id: '2.0' },
    display: { type: 'jobs', action: 'read', command: 'npm run dev -- --port 5173', running: 1 },
  },
  { name: 'job', arguments: { action: 'list' }, display: { type: 'jobs', action: 'list', running: 2 } },
  {
    name: 'job',
    arguments: { action: 'stop', id: '2.0' },
    display: { type: 'jobs', action: 'stop', command: 'npm run dev -- --port 5173', running: 0 },
  },
];

const FAILED: Made[] = [
  {
    name: 'read_file',
    arguments: { path: 'src/promotion.js' },
    display: { type: 'error', message: 'There is no file src/promotion.js. Did you mean src/promotions.js?' },
  },
];

/** A step of these calls, all of them done. */
function doneCalls(log: Log, made: Made[], step: Omit<Step, 'calls'> = {}): Log {
  log.step({ ...step, calls: made }).starts(...made.keys());
  made.forEach(({ display, output = '' }, index) => {
    log.finishes(index, display, output, display.type === 'error');
  });
  return log;
}

/** One call after the other. */
function oneByOne(log: Log, made: Made[]): Log {
  for (const call of made) doneCalls(log, [call]);
  return log;
}

const TODO = {
  name: 'todo',
  arguments: { items: [] },
  display: {
    type: 'plan',
    items: [
      { text: 'Find out what is sorted as text', state: 'done' },
      { text: 'Compare numbers in src/promotions.js', state: 'done' },
      {
        text: 'Write a test for equal prices, for an empty cart, and for one that holds a single item',
        state: 'active',
      },
      { text: 'Run all tests', state: 'open' },
    ],
  },
} satisfies Made;

const question = (choices: string[], several: boolean) => ({
  name: 'ask_user',
  arguments: { question: 'Which of two equal prices is free?', choices, several },
});

const CHOICES = [
  'The first one in the cart',
  'The last one in the cart, as it is printed on the receipt of the old till',
  'Neither',
];

const PLAN = `## Compare prices as numbers

1. \`src/promotions.js\`: \`sort((a, b) => a - b)\`
2. \`test/promotions.test.js\`: a cart with 1250, 380 and 995
3. Run \`npm test\`

Not part of it: the receipt.`;

export const tools: State[] = [
  {
    name: 'Tools: calls that only look, folded',
    session: () =>
      doneCalls(ask(), LOOKS, { reasoning: 'The layout first.', content: 'I will look at the project first.' })
        .step({ content: 'The prices are sorted as text.' })
        .ends(),
  },
  {
    name: 'Tools: calls that only look, unfolded',
    session: () => doneCalls(ask(), LOOKS).step({ content: 'The prices are sorted as text.' }).ends(),
    does: ({ panel }) => panel.locator('[data-block="group"] summary').first().click(),
  },
  {
    name: 'Tools: one of them failed',
    session: () => doneCalls(ask(), [...LOOKS.slice(0, 2), ...FAILED, ...LOOKS.slice(3, 5)]),
  },
  {
    name: 'Tools: one of each',
    session: () => oneByOne(ask('Look everywhere'), DOES).step({ content: 'That is all.' }).ends(),
  },
  {
    name: 'Tools: a call, opened',
    session: () => oneByOne(ask('Look for issues'), DOES.slice(6, 7)).step({ content: 'There is one.' }).ends(),
    does: ({ panel }) => panel.locator('[data-block="tool"] summary').click(),
  },
  {
    name: 'Tools: under way',
    session: () =>
      ask()
        .step({ calls: [...LOOKS.slice(3, 4), ...DOES.slice(0, 1)] })
        .starts(0, 1)
        .prints(0, '1480'),
  },
  {
    name: 'Tools: helpers explore',
    session: () =>
      ask()
        .step({
          content: 'I ask three helpers at once.',
          calls: [
            { name: 'explore', arguments: { question: 'Where are prices sorted?' } },
            { name: 'explore', arguments: { question: 'Which tests cover promotions, and which do not?' } },
            { name: 'explore', arguments: { question: 'Who calls couponDiscount?' } },
          ],
        })
        .starts(0, 1, 2)
        .prints(0, '4\tsearch_text\tsort\n')
        .prints(1, '2\tread_file\ttest/promotions.test.js\n')
        .finishes(2, { type: 'explored', steps: 1 }),
  },
  {
    name: 'Tools: the plan',
    session: () =>
      doneCalls(ask(), [TODO], { reasoning: 'Four things to do.' }).streams({ reasoning: 'Now the tests.' }),
  },
  {
    name: 'Question: one of several answers',
    session: () =>
      ask()
        .step({ reasoning: 'Two prices may be equal.', calls: [question(CHOICES, false)] })
        .starts(0)
        .asks(0, {
          type: 'question',
          question: 'Which of two equal prices is free?',
          choices: CHOICES,
          several: false,
        }),
  },
  {
    name: 'Question: several answers',
    session: () =>
      ask()
        .step({ calls: [question(CHOICES, true)] })
        .starts(0)
        .asks(0, { type: 'question', question: 'Which tests shall I write?', choices: CHOICES, several: true }),
    does: ({ panel }) => panel.getByRole('checkbox').nth(1).check(),
  },
  {
    name: 'Question: answered, skipped',
    session: () =>
      ask()
        .step({ calls: [question(CHOICES, false)] })
        .starts(0)
        .asks(0, { type: 'question', question: 'Which of two equal prices is free?', choices: CHOICES, several: false })
        .decides({ type: 'answered', answer: 'The first one in the cart' })
        .finishes(0, { type: 'question' })
        .step({ calls: [question([], false)] })
        .starts(0)
        .asks(0, { type: 'question', question: 'Shall I commit?', choices: [], several: false })
        .decides({ type: 'rejected' })
        .finishes(0, { type: 'question' })
        .step({ content: 'The first one, then.' })
        .ends(),
  },
  {
    name: 'Plan to approve: asks',
    around: { approvals: 'plan' },
    session: () =>
      ask('Plan the fix')
        .step({ calls: [{ name: 'propose_plan', arguments: { plan: PLAN } }] })
        .starts(0)
        .asks(0, { type: 'plan', plan: PLAN }),
  },
  {
    name: 'Plan to approve: sent back, approved',
    session: () =>
      ask('Plan the fix')
        .step({ calls: [{ name: 'propose_plan', arguments: { plan: PLAN } }] })
        .starts(0)
        .asks(0, { type: 'plan', plan: PLAN })
        .decides({ type: 'rejected', feedback: 'The receipt is part of it.' })
        .finishes(0, { type: 'question' })
        .step({ calls: [{ name: 'propose_plan', arguments: { plan: PLAN } }] })
        .starts(0)
        .asks(0, { type: 'plan', plan: PLAN })
        .decides({ type: 'approved', approvals: 'autoEdits' })
        .finishes(0, { type: 'question' })
        .streams({ reasoning: 'Approved.' }),
  },
];
