import { Log } from '../Log.ts';
import type { Stage } from '../Stage.ts';
import type { State } from '../State.ts';
import { ATTACHMENTS, ask, imageBytes, talk } from './samples.ts';

const offered = ATTACHMENTS[3];
const around = offered ? { offered } : {};
const suggested = (stage: Stage) => stage.panel.getByRole('listbox').getByRole('option').first().waitFor();

/** What the user writes and attaches. */
export const inputs: State[] = [
  {
    name: 'Input: several lines',
    session: talk,
    around,
    does: async (stage) => {
      await stage.input.click();
      await stage.input.fill(
        'The coupon of ten per cent is taken off twice\nwhen a cart holds three of the same.\n\nFind out why.',
      );
    },
  },
  {
    name: 'Input: what can be mentioned',
    session: talk,
    around,
    does: async (stage) => {
      await stage.type('Look at @');
      await suggested(stage);
    },
  },
  {
    name: 'Input: a rough name after @',
    session: talk,
    does: async (stage) => {
      await stage.type('Look at @promo');
      await suggested(stage);
    },
  },
  {
    name: 'Input: commands',
    session: talk,
    does: async (stage) => {
      await stage.type('/');
      await suggested(stage);
    },
  },
  {
    name: 'Input: what is attached',
    session: talk,
    around,
    told: () => ATTACHMENTS.map((attachment) => ({ type: 'attach' as const, attachment })),
    does: async (stage) => {
      await stage.tell(imageBytes());
      await stage.panel.locator('.chip img').waitFor();
    },
  },
  {
    name: 'Input: what cannot be attached',
    session: talk,
    told: () => [{ type: 'attachRefused', reason: 'An attachment has 120 MB; at most 100 MB can be sent.' }],
  },
  {
    name: 'Input: files over it',
    session: talk,
    does: async ({ panel }) => {
      await panel.locator('.input-box').evaluate((box) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(['x'], 'a.png', { type: 'image/png' }));
        box.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }));
      });
      await panel.getByText('Drop to attach').waitFor();
    },
  },
  {
    name: 'Input: an earlier message',
    session: talk,
    does: async (stage) => {
      await stage.panel.locator('[data-block="user"]').hover();
      await stage.button('Edit and resend').click();
      await stage.panel.getByText('Editing an earlier message').waitFor();
    },
  },
  {
    name: 'Queue: while a turn runs',
    session: () =>
      ask()
        .streams({ reasoning: 'The test gives 1250, 380 and 995. Sorted as text, 1250 comes first.' })
        .tell(
          {
            type: 'prompt.queued',
            id: '1',
            prompt: { text: 'Only change src/promotions.js', attachments: [] },
            steers: true,
          },
          {
            type: 'prompt.queued',
            id: '2',
            prompt: {
              text: 'Then write a test for a cart that holds three of the same item, and one that holds none',
              attachments: ATTACHMENTS.slice(0, 2),
            },
            steers: false,
          },
          { type: 'prompt.queued', id: '3', prompt: { text: 'Commit', attachments: [] }, steers: false },
        ),
    does: (stage) => stage.type('And update the changelog'),
  },
  {
    name: 'Queue: while the session is compacted',
    session: () =>
      talk()
        .tell({ type: 'compaction.started', trigger: 'person' })
        .pass(6_000)
        .tell({ type: 'prompt.queued', id: '1', prompt: { text: 'Then fix it', attachments: [] }, steers: false }),
    does: (stage) => stage.type('And the changelog'),
  },
  {
    name: 'Queue: after a stop',
    session: () =>
      ask()
        .streams({ content: 'I will look at the promotions' })
        .tell(
          {
            type: 'prompt.queued',
            id: '2',
            prompt: { text: 'Then write a test for it', attachments: [] },
            steers: false,
          },
          { type: 'step.interrupted', cause: 'stopped' },
          { type: 'turn.finished', outcome: { type: 'stopped' } },
        ),
  },
  { name: 'Read only: another window', session: talk, readOnly: { type: 'otherWindow' } },
  {
    name: 'Read only: cannot be saved',
    session: talk,
    readOnly: { type: 'unwritable', detail: 'EROFS: read-only file system' },
  },
  {
    name: 'Read only: of another folder',
    session: talk,
    readOnly: { type: 'otherFolders', folders: ['file:///home/me/invoices%20and%20receipts'] },
  },
  { name: 'Read only: of a newer version', session: talk, readOnly: { type: 'newerVersion' } },
  {
    name: 'Not saved: no room',
    session: talk,
    around: { unsaved: 'the disk is full' },
  },
  { name: 'Read only: of no folder', session: talk, readOnly: { type: 'otherFolders', folders: [] } },
  {
    name: 'A long prompt, with attachments',
    session: () =>
      new Log()
        .prompt(
          `${'The receipt prints the discount before the items that it is for, and customers ask why. '.repeat(14)}\n\n- first the items\n- then the discount`,
          ATTACHMENTS,
        )
        .step({ content: 'I see it on the picture.' })
        .ends(),
    height: 1_000,
    does: async (stage) => {
      await stage.tell(imageBytes());
      await stage.panel.locator('img.medium').waitFor();
    },
  },
];
