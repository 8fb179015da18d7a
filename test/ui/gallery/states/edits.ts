import type { Why } from '../../../../src/shared/transcript/reduce.ts';
import type { Asked, Log } from '../Log.ts';
import type { Stage } from '../Stage.ts';
import type { State } from '../State.ts';
import { ask } from './samples.ts';

const BLOB = 'd'.repeat(64);
type AskedEdit = Extract<Asked, { type: 'edit' }>;

const PROMOTIONS: AskedEdit = {
  type: 'edit',
  path: 'src/promotions.js',
  absolutePath: '/home/me/corner-shop/src/promotions.js',
  before: BLOB,
  after: BLOB,
  added: 9,
  removed: 3,
};
const TEST: AskedEdit = { ...PROMOTIONS, path: 'test/equalPrices.test.js', before: null, added: 42, removed: 0 };
const DELETED: AskedEdit = { ...PROMOTIONS, path: 'src/old/promotions2.js', after: null, added: 0, removed: 118 };
const RENAMED: AskedEdit = {
  ...PROMOTIONS,
  path: 'src/money.js',
  to: { path: 'src/currency/money.js', absolutePath: '/home/me/corner-shop/src/currency/money.js' },
  added: 0,
  removed: 0,
};
const DEEP: AskedEdit = {
  ...PROMOTIONS,
  path: 'packages/checkout/src/components/receipt/lines/DiscountLine.test.tsx',
  added: 1_204,
  removed: 988,
};

const NAMES = { edit: 'edit_file', write: 'write_file', delete: 'delete_file', rename: 'rename_file' };

function nameOf({ before, after, to }: AskedEdit): string {
  if (to) return NAMES.rename;
  if (after === null) return NAMES.delete;
  return before === null ? NAMES.write : NAMES.edit;
}

/** A step that proposes these edits. */
function proposes(log: Log, edits: AskedEdit[], why: Why = {}): Log {
  const calls = edits.map((edit) => ({
    name: nameOf(edit),
    arguments: {
      path: edit.path,
      edits: [{ old_text: '[...prices].sort()', new_text: '[...prices].sort((a, b) => a - b)' }],
    },
  }));
  log.step({ content: 'The prices are compared as text.', calls }).starts(...edits.keys());
  edits.forEach((edit, index) => {
    log.asks(index, edit, why);
  });
  return log;
}

const done = (log: Log): Log => log.step({ content: 'That is all.' }).ends();

/** A turn that changed files, with what stands at its end. */
function changed(log: Log): Log {
  const image = { absolutePath: '', before: BLOB, after: BLOB };
  proposes(log, [PROMOTIONS]).decides({ type: 'accepted' });
  return done(log).tell({
    type: 'turn.changed',
    turn: 1,
    files: [
      { ...image, path: 'src/promotions.js', added: 9, removed: 3 },
      { ...image, path: 'test/equalPrices.test.js', before: null, added: 42, removed: 0 },
      { ...image, path: 'src/old/promotions2.js', after: null, added: 0, removed: 118 },
      { ...image, path: DEEP.path, added: 1_204, removed: 988 },
      { ...image, path: 'dist/bundle.js', before: { unkept: 'unwatched' }, added: 0, removed: 0 },
    ],
  });
}

const openChanges = ({ panel }: Stage) => panel.locator('[data-block="changes"] summary').click();

const NO_ROOM = 'ENOSPC: no space left on device';

export const edits: State[] = [
  {
    name: 'Edit: being written',
    session: () =>
      ask().streams({
        content: 'The prices are compared as text.',
        calls: [
          {
            name: 'write_file',
            arguments: { path: 'test/equalPrices.test.js', content: "import { test } from 'node:test';\n".repeat(20) },
          },
        ],
      }),
  },
  {
    name: 'Edit: not made, nothing can be recorded',
    session: () => {
      const log = proposes(ask(), [PROMOTIONS]);
      return log.tell({ type: 'action.failed', id: log.action, code: 'notSaved', detail: NO_ROOM });
    },
    around: { unsaved: 'the disk is full' },
  },
  {
    name: 'Edit: its texts are gone',
    session: () => done(proposes(ask(), [PROMOTIONS]).decides({ type: 'cancelled', cause: 'lost' })),
  },
  { name: 'Edit: waits', session: () => proposes(ask(), [PROMOTIONS]) },
  {
    name: 'Edit: waits, with a reason',
    session: () =>
      proposes(ask(), [{ ...PROMOTIONS, path: '.github/workflows/test.yml' }], {
        reasons: [{ type: 'protected', path: '.github/workflows/test.yml' }, { type: 'web' }],
      }),
  },
  {
    name: 'Edit: waits, the file has unsaved changes',
    session: () => proposes(ask(), [PROMOTIONS]),
    told: () => [{ type: 'unsaved', actions: ['1'] }],
  },
  {
    name: 'Edit: a reason to reject it',
    session: () => proposes(ask(), [PROMOTIONS]),
    does: async (stage) => {
      await stage.button('Reject').click();
      await stage.page.keyboard.type('Keep the comment');
    },
  },
  {
    name: 'Edit: creates, deletes, renames; several wait',
    session: () => proposes(ask(), [PROMOTIONS, TEST, DELETED, RENAMED, DEEP]),
    height: 900,
  },
  {
    name: 'Edit: a reason to reject all',
    session: () => proposes(ask(), [PROMOTIONS, TEST]),
    does: (stage) => stage.button('Reject all').click(),
  },
  {
    name: 'Edit: accepted, changed, rejected, undone',
    height: 900,
    session: () => {
      const log = proposes(ask(), [PROMOTIONS]).decides({ type: 'accepted' });
      proposes(log, [TEST]).decides({ type: 'acceptedWithChanges', changes: '', after: BLOB });
      proposes(log, [DELETED]).decides({ type: 'rejected', feedback: 'It is used by the till of the other shop.' });
      proposes(log, [DELETED]).decides({ type: 'accepted' });
      proposes(log, [RENAMED]).decides({ type: 'rejected' });
      proposes(log, [DEEP]).decides({ type: 'accepted' }).tell({ type: 'action.undone', id: log.action });
      return done(log);
    },
  },
  {
    name: 'Edit: stale',
    session: () => {
      const log = proposes(ask(), [PROMOTIONS]);
      return log.tell({ type: 'action.failed', id: log.action, code: 'conflict', detail: '' });
    },
  },
  {
    name: 'Edit: could not be saved',
    session: () => {
      const log = proposes(ask(), [PROMOTIONS]);
      const detail = 'EACCES: permission denied, open /home/me/corner-shop/src/promotions.js';
      return log.tell({ type: 'action.failed', id: log.action, code: 'io', detail });
    },
  },
  {
    name: 'Edit: moved along with its file',
    session: () => {
      const log = proposes(ask(), [PROMOTIONS]);
      const images = { before: BLOB, after: BLOB, added: 9, removed: 3 };
      return log.tell({ type: 'action.updated', id: log.action, cause: 'rebase', ...images });
    },
  },
  {
    name: 'Edit: failed, cancelled',
    session: () => {
      const log = ask().step({
        calls: [{ name: 'edit_file', arguments: { path: 'src/promotions.js', edits: [] } }],
      });
      const message = 'The text to replace is not in src/promotions.js. Closest: line 14, which differs in its spaces.';
      log.starts(0).finishes(0, { type: 'error', message }, message, true);
      proposes(log, [TEST]).decides({ type: 'cancelled', cause: 'stopped' });
      return log.tell({ type: 'turn.finished', outcome: { type: 'stopped' } });
    },
  },
  {
    name: 'Edit: opened',
    session: () => proposes(ask(), [PROMOTIONS]),
    does: ({ panel }) => panel.locator('[data-block="edit"] summary').click(),
  },
  { name: 'Changes of a turn', session: () => changed(ask()) },
  { name: 'Changes of a turn: opened', session: () => changed(ask()), does: openChanges },
  {
    name: 'Changes of a turn: undone',
    session: () =>
      changed(ask()).tell({
        type: 'session.rewound',
        turn: 1,
        conversation: false,
        files: ['src/promotions.js', 'test/equalPrices.test.js', 'src/old/promotions2.js', DEEP.path].map((path) => ({
          path,
          absolutePath: '',
          before: BLOB,
          after: BLOB,
        })),
      }),
    does: openChanges,
  },
  {
    name: 'Restore: asks',
    session: () => changed(ask()),
    told: () => [{ type: 'restoring', question: { files: 4, changed: [] } }],
  },
  {
    name: 'Restore: asks about what was changed since',
    session: () => changed(ask()),
    told: () => [
      {
        type: 'restoring',
        question: {
          files: 4,
          changed: ['src/promotions.js', DEEP.path],
          lost: 'Not brought back: dist/bundle.js, which was there before.',
        },
      },
    ],
  },
];
