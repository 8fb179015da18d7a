import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readEntries } from '../../src/session/log/sessionLog.ts';
import { type EditBlock, EMPTY_TRANSCRIPT, reduce } from '../../src/shared/transcript/reduce.ts';
import { LONG_VARIABLE } from '../host/mochaOptions.ts';
import { chatReady } from '../host/workbench.ts';
import { waitFor } from '../integration/support/waitFor.ts';
import type { ScriptedToolCall } from '../simulator/scenario.ts';
import type { OpenPanel } from './support/openPanel.ts';
import { panelFixture } from './support/panelFixture.ts';

const ROUNDS = process.env[LONG_VARIABLE] === undefined ? 1 : 50;

/** One file of an accept of many: what it holds before and after; null where it is not there. */
interface Change {
  file: string;
  before: string | null;
  after: string | null;
  call: ScriptedToolCall;
}

describe('an extension host that is killed at a random moment of Accept All', () => {
  const fixture = panelFixture({ files: {} });

  for (let round = 1; round <= ROUNDS; round++) {
    it(`leaves every file old or new, and the session knows which (${round})`, async function () {
      this.timeout(180_000);
      const changes = changesOf(`round${round}`);
      const panel = await fixture.begin([{ toolCalls: changes.map(({ call }) => call) }, { content: 'Done.' }]);
      await prepare(panel.folder, changes);
      await panel.send('Change them all');
      await panel.panel.getByText(`${changes.length} edits wait for you`).waitFor();
      const sessions = path.join(
        path.dirname(fixture.server().extensionsDir),
        'data/User/globalStorage/ask-kimi.ask-kimi/sessions',
      );
      const { session, pid } = await writer(sessions);
      const log = path.join(sessions, session);

      await killSoon(panel, pid, round);
      await panel.page.reload();
      await chatReady(panel.page);
      await waitFor('the session to be written by another process', () => writer(sessions).catch(() => undefined));

      const known = await waitFor('a session that knows', async () => {
        const states = statesOf(reduce(EMPTY_TRANSCRIPT, await readEntries(log)).blocks, changes);
        const found = await Promise.all(changes.map((change) => look(panel.folder, change)));
        assert(!found.includes('other'), `neither old nor new: ${JSON.stringify(found)}`);
        return found.every((state, index) => state === states[index]) && found;
      });
      const left = known.filter((state) => state === 'old').length;
      await waitFor('the panel to say so', async () => (await panel.button('Accept').count()) === left);
    });
  }
});

/** Changes of every kind, in files that take a while to write. */
function changesOf(folder: string): Change[] {
  const filling = 'a line that fills the file\n'.repeat(4000);
  const edit = (name: string, ending: string): Change => {
    const file = `${folder}/${name}`;
    const text = (word: string) => `first\n${word}${ending}${filling}`;
    const edits = [{ old_text: 'old', new_text: 'new' }];
    return {
      file,
      before: text('old'),
      after: text('new'),
      call: { name: 'edit_file', arguments: { path: file, edits } },
    };
  };
  const created = `${folder}/sub/created.txt`;
  const deleted = `${folder}/deleted.txt`;
  return [
    edit('a.txt', '\n'),
    edit('mixed.txt', '\r\n'),
    {
      file: created,
      before: null,
      after: filling,
      call: { name: 'write_file', arguments: { path: created, content: filling } },
    },
    edit('b.txt', '\n'),
    { file: deleted, before: filling, after: null, call: { name: 'delete_file', arguments: { path: deleted } } },
    edit('c.txt', '\n'),
  ];
}

async function prepare(folder: string, changes: readonly Change[]): Promise<void> {
  for (const { file, before } of changes) {
    if (before === null) continue;
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), before);
  }
}

/** The session that a process writes, and that process: the extension host of the window. */
async function writer(sessions: string): Promise<{ session: string; pid: number }> {
  for (const session of await readdir(sessions)) {
    const lease = await readFile(path.join(sessions, session, 'lease.json'), 'utf8').catch(() => undefined);
    const { pid, released }: { pid?: number; released?: boolean } = JSON.parse(lease ?? '{}');
    // One that was killed left its lease behind.
    if (pid !== undefined && !released && isAlive(pid)) return { session, pid };
  }
  throw new Error('No process writes a session.');
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Clicks Accept All and kills the process a while later: over the rounds, at every moment of it. */
async function killSoon(panel: OpenPanel, pid: number, round: number): Promise<void> {
  await panel.button('Accept all').click();
  // The golden ratio spreads any number of rounds evenly; chance does the rest.
  const share = (round * 0.618) % 1;
  await new Promise((resolve) => setTimeout(resolve, share * 900 + Math.random() * 60));
  process.kill(pid, 'SIGKILL');
}

async function look(folder: string, { file, before, after }: Change): Promise<'old' | 'new' | 'other'> {
  const text = await readFile(path.join(folder, file), 'utf8').catch(() => null);
  return text === before ? 'old' : text === after ? 'new' : 'other';
}

function statesOf(blocks: readonly { type: string }[], changes: readonly Change[]): string[] {
  const edits = blocks.filter((block): block is EditBlock => block.type === 'edit');
  return changes.map(({ file }) => {
    const state = edits.find((block) => block.path === file)?.state;
    return state === 'accepted' ? 'new' : state === 'pending' ? 'old' : `${state}`;
  });
}
