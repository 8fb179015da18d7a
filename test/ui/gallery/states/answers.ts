import { EMPTY_TRANSCRIPT, reduce } from '../../../../src/shared/transcript/reduce.ts';
import { BLOCKS_PER_TURN, longSession } from '../../../host/longSession.ts';
import type { Stage } from '../Stage.ts';
import type { State } from '../State.ts';
import { ask, talk } from './samples.ts';

const MESSAGES = 2_000;

const REASONING = `The test gives 1250, 380 and 995. \`sort()\` without a comparison function compares **text**, and as text "1250" comes before "380".

So the first of the sorted prices is not the cheapest:

1. \`threeForTwo\` takes the first one off
2. the total is too low by 8.70

I should compare numbers, and leave the copy of the array as it is.`;

const PROSE = `## Why the most expensive item is free

\`threeForTwo\` in \`src/promotions.js:14\` sorts the prices **as text**. As text \`"1250"\` comes before \`"380"\`, so the *first* price is not the cheapest. [MDN](https://developer.mozilla.org/docs/Array/sort) says so too.

### What that means

- One-digit and two-digit prices are never beside three-digit ones in the tests
- The shop has lost 8.70 on each such cart
  - most of them on Saturdays
  - none of them before the price of the cake rose
- \`couponDiscount\` is right

1. Compare numbers
2. Add a test
   1. for equal prices
   2. for an empty cart

- [x] found
- [ ] fixed

> A coupon counts from its minimum on.

| price | as text | as a number |
|---|:---:|---:|
| \`1250\` | 1 | 3 |
| \`380\` | 2 | 1 |
| \`995\` | 3 | 2 |

| file | function | what it does with the prices of a cart | tested |
|---|---|---|---|
| \`src/promotions.js\` | \`threeForTwo\` | sorts them and takes the first one off | yes |
| \`src/receipt.js\` | \`printReceipt\` | prints them, with two digits after the point | no |

---

See also https://nodejs.org/api/test.html and \`test/promotions.test.js\`.`;

const FILES = `Three files sort prices:

1. \`src/promotions/threeForTwo/cheapestFirst.js:14\`
2. \`src/receipt.js\`, where the total is printed, and src/receipt/lines/printReceiptLine.js:3
3. [the one that all the tests of promotions begin with](test/promotions.test.js)

- \`src/promotions/threeForTwo/couponDiscount.js:120\` does not
- nor does \`src/cart.js\``;

const CODE = `The change:

\`\`\`js
// The copy stays: the caller's array is not touched.
const cheapestFirst = [...prices].sort((a, b) => a - b);
export const threeForTwo = (prices) => (prices.length >= 3 ? cheapestFirst[0] : 0); // in cents, as everywhere in this file
\`\`\`

As a diff:

\`\`\`diff
-const cheapestFirst = [...prices].sort();
+const cheapestFirst = [...prices].sort((a, b) => a - b);
\`\`\`

And in the shell:

\`\`\`sh
npm test -- --grep "three for two"   # 4 tests
\`\`\`

- In a list:

  \`\`\`json
  { "name": "corner-shop", "private": true, "scripts": { "test": "node --test" } }
  \`\`\`

\`\`\`
Without a language, and with a line that is much longer than the panel is wide, so that it scrolls.
\`\`\``;

const NOTE = `## Where we stand

- \`threeForTwo\` sorts the prices as text
- the test for 1250, 380 and 995 fails

Next: compare numbers.`;

const coloured = ({ panel }: Stage) => panel.locator('pre [class^="hljs-"]').first().waitFor();

/** What Kimi reasons and says. */
export const answers: State[] = [
  { name: 'Working', session: () => ask().tell({ type: 'step.started' }) },
  {
    name: 'Waits: the first word takes long',
    session: () => ask().tell({ type: 'step.started' }).pass(94_000),
  },
  { name: 'Reasoning: streaming', session: () => ask().streams({ reasoning: REASONING.slice(0, 290) }) },
  {
    name: 'Reasoning: closed and opened',
    session: () =>
      ask()
        .step({ reasoning: REASONING, reasons: 12_000, content: 'I will look at the promotions first.' })
        .step({ reasoning: REASONING.slice(0, 120), reasons: 71_000, content: 'The prices are sorted as text.' })
        .ends(),
    does: ({ panel }) => panel.locator('[data-block="reasoning"] summary').last().click(),
  },
  {
    name: 'Answer: streaming',
    session: () => ask().streams({ reasoning: REASONING, content: PROSE.slice(0, 480) }),
  },
  {
    name: 'Answer: headings, lists, tables, links',
    session: () => ask().step({ reasoning: REASONING, content: PROSE }).ends(),
    height: 1_400,
    does: async ({ panel }) => await panel.locator('.markdown .file-link').first().waitFor(),
  },
  {
    name: 'Answer: code',
    session: () => ask().step({ content: CODE }).ends(),
    height: 900,
    does: async (stage) => {
      await coloured(stage);
      await stage.panel.locator('.code-block').first().hover();
    },
  },
  {
    name: 'Answer: a list of files',
    session: () => ask().step({ content: FILES }).ends(),
    does: ({ panel }) => panel.locator('.markdown .file-link').first().focus(),
  },
  {
    name: 'Answer: where a link leads, away from the end',
    session: () => ask().step({ content: PROSE }).step({ content: CODE }).ends(),
    does: async (stage) => {
      await stage.panel.getByRole('link', { name: 'MDN' }).hover();
      await stage.button('Jump to latest').waitFor();
    },
  },
  {
    name: 'Answer: its buttons',
    session: talk,
    does: ({ panel }) => panel.locator('[data-block="content"]').hover(),
  },
  {
    name: 'Prompt: its buttons',
    session: talk,
    does: ({ panel }) => panel.locator('[data-block="user"]').hover(),
  },
  {
    name: 'Steered while it worked',
    session: () =>
      ask()
        .step({ reasoning: REASONING, content: 'I will change `src/promotions.js` and `src/receipt.js`.' })
        .tell({
          type: 'prompt.steered',
          id: '1',
          prompt: { text: 'Leave the receipt as it is', attachments: [] },
        })
        .streams({ reasoning: 'Only the promotions then.' }),
  },
  {
    name: 'Stopped',
    session: () =>
      ask()
        .streams({ reasoning: REASONING, content: PROSE.slice(0, 200) })
        .tell({ type: 'step.interrupted', cause: 'stopped' }, { type: 'turn.finished', outcome: { type: 'stopped' } }),
  },
  {
    name: 'Interrupted by a reload',
    session: () =>
      ask()
        .streams({ reasoning: REASONING, content: PROSE.slice(0, 200) })
        .tell(
          { type: 'step.interrupted', cause: 'reload' },
          { type: 'turn.finished', outcome: { type: 'interrupted' } },
        ),
  },
  {
    name: 'Compaction: under way',
    session: () => talk().tell({ type: 'compaction.started', trigger: 'person' }).pass(6_000),
  },
  {
    name: 'Compaction: done, opened',
    session: () =>
      talk()
        .tell({ type: 'compaction.started', trigger: 'person', focus: 'the prices' })
        .pass(9_000)
        .tell({ type: 'compaction.finished', note: NOTE, through: 1, before: 181_400, after: 6_210 })
        .prompt('Then fix it')
        .streams({ reasoning: 'Compare numbers.' }),
    does: ({ panel }) => panel.locator('[data-block="compaction"] summary').click(),
  },
  {
    name: 'Compaction: failed',
    session: () =>
      talk()
        .tell({ type: 'compaction.started', trigger: 'person' })
        .tell({
          type: 'compaction.failed',
          cause: 'failed',
          failure: { code: 'serverError', status: 500, detail: 'Internal Server Error' },
        }),
  },
  {
    name: 'Damaged: a part is missing',
    session: () =>
      talk().tell({ type: 'entries.missing', steps: 2, turns: 1 }).prompt('Then fix it').streams({ content: 'I see' }),
  },
  {
    name: 'Damaged: an image is gone',
    session: () => talk().tell({ type: 'media.gone', blobs: ['0'.repeat(64)] }),
  },
  {
    name: 'Server: reasoning inside the answer',
    session: () =>
      ask()
        .streams({ reasoning: 'The total is a sum.', content: 'It adds the prices up.' })
        .tell({ type: 'step.finished', finish: 'stop', reasoningField: 'reasoning_content', thinkTags: true })
        .tell({ type: 'turn.finished', outcome: { type: 'completed' } }),
  },
  {
    name: 'Refused: an image',
    session: () =>
      talk().tell({ type: 'media.refused', blobs: ['0'.repeat(64)], detail: 'cannot identify image file' }),
  },
  {
    name: 'Imported from a file',
    session: () => talk().tell({ type: 'session.imported', missingMedia: 2 }),
  },
  {
    name: 'Read only no more: copied from another folder',
    session: () => talk().tell({ type: 'session.imported', copied: true }),
  },
  {
    name: '2,000 messages: the end',
    told: () => [long('gallery long, at its end')],
    does: coloured,
  },
  {
    name: '2,000 messages: the beginning',
    told: () => [long('gallery long, at its beginning')],
    does: async (stage) => {
      await coloured(stage);
      await stage.panel.locator('main.transcript').press('Home');
      await stage.panel.getByText('Prompt 1.', { exact: false }).first().waitFor();
    },
  },
  {
    name: '2,000 messages: the middle',
    told: () => [long('gallery long, in its middle')],
    does: async (stage) => {
      await coloured(stage);
      await stage.panel.locator('main.transcript').evaluate((view) => {
        view.scrollTop = -view.scrollHeight / 2;
      });
      await stage.button('Jump to latest').waitFor();
    },
  },
];

function long(sessionId: string) {
  const transcript = reduce(EMPTY_TRANSCRIPT, longSession(Math.ceil(MESSAGES / BLOCKS_PER_TURN)));
  return { type: 'snapshot' as const, sessionId, transcript, earlier: 0 };
}
