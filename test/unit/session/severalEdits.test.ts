import assert from 'node:assert/strict';
import * as z from 'zod';
import type { Tool } from '../../../src/agent/contracts/tool.ts';
import { type EditBlock, pendingEdits } from '../../../src/shared/transcript/reduce.ts';
import { proposeAll } from '../../../src/tools/common/proposeEdit.ts';
import {
  blockOf,
  blockTypes,
  logOf,
  prompt,
  type SessionFixture,
  startFixture,
  until,
} from '../support/sessionFixture.ts';

const FILES = { 'a.txt': 'a old\n', 'b.txt': 'b old\n', 'c.txt': 'c old\n' };
const names = Object.keys(FILES);

/** Replaces "old" in all three files at once. */
const replaceAll: Tool = {
  name: 'replace_all',
  kind: 'edit',
  description: 'Replace a word everywhere.',
  schema: z.object({ paths: z.array(z.string()) }),
  async run(args, context) {
    const { paths } = args as { paths: string[] };
    const requests = paths.map((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const letter = name[0] ?? '';
      return {
        type: 'edit' as const,
        path: name,
        absolutePath: path,
        real: name,
        realPath: path,
        inside: true,
        before: `${letter} old\n`,
        after: `${letter} new\n`,
      };
    });
    return await proposeAll(requests, context);
  },
};

type Options = Pick<Parameters<typeof startFixture>[0], 'approvals' | 'rules'>;

async function start(options: Options = {}) {
  let fixture: SessionFixture | undefined;
  const call = () => ({
    content: 'Everywhere.',
    toolCalls: [
      { name: 'replace_all', arguments: { paths: names.map((name) => `${fixture?.folder}/${name}`) } },
      { name: 'edit_file', arguments: { path: 'd.txt', edits: [{ old_text: '', new_text: 'd\n' }] } },
    ],
  });
  fixture = await startFixture({
    files: FILES,
    tools: [replaceAll],
    scenario: [call, { content: 'Done.' }, { content: 'More.' }],
    ...options,
  });
  return fixture;
}

const decided = ({ state, path }: EditBlock) => `${path} ${state}`;
const edits = ({ session }: Pick<SessionFixture, 'session'>) =>
  session.transcript.blocks.filter((block): block is EditBlock => block.type === 'edit');
const result = ({ simulator }: SessionFixture) =>
  simulator.requests.at(-1)?.body?.messages.find(({ role }) => role === 'tool')?.content;

describe('a call that changes several files', () => {
  it('shows all of them, with what other calls propose, and each is decided by itself', async () => {
    await using fixture = await start();
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, (transcript) => pendingEdits(transcript).length === 4);
    assert.deepEqual(blockTypes(session), ['user', 'content', 'tool', 'edit', 'edit', 'edit', 'edit']);
    assert.deepEqual(
      edits(fixture).map(({ path }) => path),
      [...names, 'd.txt'],
    );
    assert.equal(await fixture.read('a.txt'), 'a old\n', 'nothing is on disk before it is accepted');
    const [a, b, c, d] = edits(fixture).map(({ action }) => action ?? '');
    await session.decide(b ?? '', { type: 'rejected', feedback: 'Not this one.' });
    await session.decide(a ?? '', { type: 'accepted' });
    await session.updateProposal(c ?? '', 'c mine\n');
    await session.decide(c ?? '', { type: 'accepted' });
    await session.decide(d ?? '', { type: 'accepted' });
    await turn;
    assert.deepEqual(edits(fixture).map(decided), [
      'a.txt accepted',
      'b.txt rejected',
      'c.txt changed',
      'd.txt accepted',
    ]);
    assert.deepEqual(await Promise.all(names.map(fixture.read)), ['a new\n', 'b old\n', 'c mine\n']);
    const told = String(result(fixture));
    assert.match(told, /^Edited a\.txt: \+1 −1 lines\.\nb\.txt is unchanged: .*Not this one\.\nEdited c\.txt, but/);
    assert.deepEqual(blockOf(session, 'tool').display, { type: 'edits', files: 3, accepted: 2 });
    await session.undo(a ?? '');
    assert.equal(await fixture.read('a.txt'), 'a old\n');
    assert.equal(await fixture.read('c.txt'), 'c mine\n', 'each is undone by itself');
    assert.deepEqual(fixture.simulator.violations(), []);
  });

  it('applies what is allowed at once, and asks for the rest', async () => {
    const rules = [{ decision: 'ask' as const, path: 'b.txt' }];
    await using fixture = await start({ approvals: 'autoEdits', rules });
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, (transcript) => {
      const states = transcript.blocks.flatMap((block) => (block.type === 'edit' ? [block.state] : []));
      return states.join() === 'accepted,pending,accepted,accepted';
    });
    await session.decide(edits(fixture)[1]?.action ?? '', { type: 'accepted' });
    await turn;
    assert.deepEqual(await Promise.all(names.map(fixture.read)), ['a new\n', 'b new\n', 'c new\n']);
  });

  it('changes none where one is forbidden', async () => {
    const rules = [{ decision: 'deny' as const, path: 'b.txt' }];
    await using fixture = await start({ approvals: 'autoEdits', rules });
    await fixture.session.send(prompt('Go'));
    assert.deepEqual(await Promise.all(names.map(fixture.read)), Object.values(FILES));
    assert.deepEqual(
      edits(fixture).map(({ path }) => path),
      ['d.txt'],
    );
    assert.deepEqual(blockOf(fixture.session, 'tool').display, { type: 'edits', files: 3, accepted: 0 });
  });

  it('proposes none where one cannot be made', async () => {
    await using fixture = await start();
    const { session, workspace } = fixture;
    workspace.uneditable.add(`${fixture.folder}/c.txt`);
    const turn = session.send(prompt('Go'));
    await until(session, (transcript) => pendingEdits(transcript).length === 1);
    assert.deepEqual(blockOf(session, 'tool').state, 'failed');
    await session.decide(pendingEdits(session.transcript)[0]?.action ?? '', { type: 'accepted' });
    await turn;
    assert.match(String(result(fixture)), /^ERROR: .*c\.txt has bytes that are no text\.$/);
  });

  it('waits on after a reload for those that are not decided', async () => {
    await using fixture = await start();
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, (transcript) => pendingEdits(transcript).length === 4);
    await session.decide(edits(fixture)[0]?.action ?? '', { type: 'accepted' });
    await session.close();
    await turn;
    const reopened = await fixture.open(session.id);
    assert.deepEqual(edits({ session: reopened }).map(decided), [
      'a.txt accepted',
      'b.txt pending',
      'c.txt pending',
      'd.txt pending',
    ]);
    for (const { action } of pendingEdits(reopened.transcript)) {
      await reopened.decide(action ?? '', { type: 'accepted' });
    }
    await until(reopened, ({ activity }) => activity.type === 'idle');
    assert.deepEqual(await Promise.all(names.map(fixture.read)), ['a new\n', 'b new\n', 'c new\n']);
    const told = 'Edited a.txt: +1 −1 lines.\nEdited b.txt: +1 −1 lines.\nEdited c.txt: +1 −1 lines.';
    assert.equal(result(fixture), told);
    const finished = (await logOf(fixture, session.id)).filter(({ event }) => event.type === 'tool.finished');
    assert.equal(finished.length, 2);
  });

  it('cancels all of them when the person stops', async () => {
    await using fixture = await start();
    const { session } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, (transcript) => pendingEdits(transcript).length === 4);
    session.stop();
    await turn;
    assert.deepEqual(new Set(edits(fixture).map(({ state }) => state)), new Set(['cancelled']));
    assert.deepEqual(await Promise.all(names.map(fixture.read)), Object.values(FILES));
  });
});
