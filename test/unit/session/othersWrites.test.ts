import assert from 'node:assert/strict';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import * as z from 'zod';
import type { Tool } from '../../../src/agent/contracts/tool.ts';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import type { ScriptedReply } from '../../simulator/scenario.ts';
import { commitAll } from '../support/gitFolder.ts';
import { prompt, type SessionFixture, startFixture } from '../support/sessionFixture.ts';

/** What a command does, beside what others do while it runs. */
type Work = (fixture: SessionFixture) => Promise<void>;

const WORK: ScriptedReply = { toolCalls: [{ name: 'work', arguments: {} }] };

/** A session whose model calls a tool that does this, as a command would. */
async function sessionThatRuns(
  work: Work,
  files: Record<string, string> = { 'a.txt': 'one\n', 'b.txt': 'one\n' },
  meanwhile: ScriptedReply[] = [],
): Promise<SessionFixture> {
  const command: Tool<object> = {
    name: 'work',
    kind: 'run',
    description: 'Works.',
    schema: z.object({}),
    run: async (_args, context) => {
      await context.recordChanges(() => work(fixture));
      return { output: 'Done.', display: { type: 'command', ending: { type: 'exited', code: 0 }, durationMs: 1 } };
    },
  };
  const fixture = await startFixture({
    approvals: 'auto',
    files,
    scenario: [WORK, ...meanwhile, { content: 'Done.' }, { content: 'Done.' }],
    tools: [command],
  });
  return fixture;
}

async function userSaves({ writes, folder }: SessionFixture, file: string, text: string): Promise<void> {
  await writes.during([path.join(folder, file)], () => writeFile(path.join(folder, file), text));
}

async function planUndo(session: ChatSession) {
  const { files, lost } = await session.checkpoints.planUndo();
  return { files: files.map((file) => `${file.path}${file.changed ? ' (changed since)' : ''}`), lost };
}

async function undoTurn({ checkpoints }: ChatSession) {
  return await checkpoints.rewind(await checkpoints.planUndo(), { overwrite: false, conversation: false });
}

for (const withGit of [true, false]) {
  describe(`what others write while a command runs, ${withGit ? 'with' : 'without'} git`, () => {
    const run = async (work: Work, files?: Record<string, string>) => {
      const fixture = await sessionThatRuns(work, files);
      if (withGit) commitAll(fixture.folder);
      await fixture.session.send(prompt('Go'));
      return fixture;
    };

    it('stays when the turn is undone', async () => {
      await using fixture = await run(async (it) => {
        await it.write('a.txt', 'command\n');
        await userSaves(it, 'b.txt', 'user\n');
        await userSaves(it, 'new.txt', 'user\n');
      });
      assert.deepEqual(await planUndo(fixture.session), { files: ['a.txt'], lost: [] });
      await undoTurn(fixture.session);
      assert.equal(await fixture.read('a.txt'), 'one\n');
      assert.equal(await fixture.read('b.txt'), 'user\n');
      assert.equal(await fixture.read('new.txt'), 'user\n');
    });

    it('comes back where the command changed it after that', async () => {
      await using fixture = await run(async (it) => {
        await userSaves(it, 'a.txt', 'user\n');
        await it.write('a.txt', 'user\ncommand\n');
      });
      assert.deepEqual(await planUndo(fixture.session), { files: ['a.txt'], lost: [] });
      await undoTurn(fixture.session);
      assert.equal(await fixture.read('a.txt'), 'user\n');
    });

    it('is not undone without a question where it holds what the command made', async () => {
      await using fixture = await run(async (it) => {
        await it.write('a.txt', 'command\n');
        await userSaves(it, 'a.txt', 'command\nuser\n');
      });
      assert.deepEqual(await planUndo(fixture.session), { files: ['a.txt (changed since)'], lost: [] });
      await undoTurn(fixture.session);
      assert.equal(await fixture.read('a.txt'), 'command\nuser\n');
    });

    it('comes back where the command made the file what it was', async () => {
      await using fixture = await run(async (it) => {
        await userSaves(it, 'a.txt', 'user\n');
        await it.write('a.txt', 'one\n');
      });
      await undoTurn(fixture.session);
      assert.equal(await fixture.read('a.txt'), 'user\n');
    });

    it('stays where the command deleted its folder and it was saved again', async () => {
      await using fixture = await run(
        async (it) => {
          await rm(path.join(it.folder, 'deep'), { recursive: true });
          await mkdir(path.join(it.folder, 'deep'));
          await userSaves(it, 'deep/a.txt', 'user\n');
        },
        { 'deep/a.txt': 'one\n', 'deep/b.txt': 'two\n' },
      );
      await undoTurn(fixture.session);
      assert.equal(await fixture.read('deep/a.txt'), 'user\n');
      assert.equal(await fixture.read('deep/b.txt'), 'two\n');
    });

    it('stays where it began before the command, or ended after it', async () => {
      const late = Promise.withResolvers<void>();
      let saving = Promise.resolve();
      await using fixture = await run(async (it) => {
        const file = path.join(it.folder, 'b.txt');
        await it.write('a.txt', 'command\n');
        const begun = Promise.withResolvers<void>();
        saving = it.writes.during([file], async () => {
          await writeFile(file, 'user\n');
          begun.resolve();
          await late.promise;
        });
        await begun.promise;
      });
      late.resolve();
      await saving;
      assert.deepEqual(await planUndo(fixture.session), { files: ['a.txt'], lost: [] });
    });

    it('is seen for what it is through a link to the folder', async () => {
      await using fixture = await run(async (it) => {
        const link = `${it.folder}-link`;
        await symlink(it.folder, link);
        const file = path.join(link, 'b.txt');
        await it.writes.during([file], () => writeFile(file, 'user\n'));
      });
      assert.deepEqual(await planUndo(fixture.session), { files: [], lost: [] });
    });

    it('is a file or a folder that was renamed or deleted in the window', async () => {
      await using fixture = await run(
        async (it) => {
          const at = (name: string) => path.join(it.folder, name);
          await it.writes.during([at('a.txt'), at('moved.txt')], () => rename(at('a.txt'), at('moved.txt')));
          await it.writes.during([at('deep'), at('other')], () => rename(at('deep'), at('other')));
          await it.writes.during([at('gone')], () => rm(at('gone'), { recursive: true }));
          await it.write('b.txt', 'command\n');
        },
        { 'a.txt': 'one\n', 'b.txt': 'one\n', 'deep/c.txt': 'one\n', 'gone/d.txt': 'one\n' },
      );
      assert.deepEqual(await planUndo(fixture.session), { files: ['b.txt'], lost: [] });
    });

    it('is an edit of another session of the window', async () => {
      const edit = { path: 'b.txt', edits: [{ old_text: 'one', new_text: 'other' }] };
      await using fixture = await sessionThatRuns(
        async (it) => {
          await (await it.open()).send(prompt('Edit'));
          await it.write('a.txt', 'command\n');
        },
        undefined,
        [{ toolCalls: [{ name: 'edit_file', arguments: edit }] }, { content: 'Edited.' }],
      );
      if (withGit) commitAll(fixture.folder);
      await fixture.session.send(prompt('Go'));
      assert.equal(await fixture.read('b.txt'), 'other\n');
      assert.deepEqual(await planUndo(fixture.session), { files: ['a.txt'], lost: [] });
    });

    it('may be what another session’s command writes at the same time: the user is asked', async () => {
      const both = Promise.withResolvers<void>();
      let running = 0;
      const work = async (it: SessionFixture) => {
        running += 1;
        if (running === 2) both.resolve();
        await both.promise;
        await it.write(`${running}.txt`, 'command\n');
      };
      await using fixture = await sessionThatRuns(work, undefined, [WORK]);
      if (withGit) commitAll(fixture.folder);
      const other = await fixture.open();
      await Promise.all([fixture.session.send(prompt('Go')), other.send(prompt('Go'))]);
      const { files } = await planUndo(fixture.session);
      assert(files.length > 0 && files.every((file) => file.endsWith('(changed since)')), files.join());
    });

    it('is never lost, whatever the order', async function () {
      this.timeout(60_000);
      const text = fc.constantFrom('one\n', 'two\n', 'three\n');
      const step = fc.record({ by: fc.constantFrom('user' as const, 'command' as const), text });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 5 }), async (steps) => {
          await using fixture = await run(async (it) => {
            for (const { by, text } of steps) {
              if (by === 'user') await userSaves(it, 'a.txt', text);
              else await it.write('a.txt', text);
            }
          });
          const left = await fixture.read('a.txt');
          await undoTurn(fixture.session);
          const saved = steps.findLast(({ by }) => by === 'user')?.text;
          const wanted = saved === undefined ? ['one\n'] : [left, saved];
          assert(wanted.includes(await fixture.read('a.txt')), `${await fixture.read('a.txt')} of ${wanted}`);
        }),
        { numRuns: withGit ? 3 : 12 },
      );
    });
  });
}
