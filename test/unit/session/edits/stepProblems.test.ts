import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../../src/agent/contracts/workspace.ts';
import type { ScriptedToolCall } from '../../../simulator/scenario.ts';
import { prompt, type SessionFixture, startFixture } from '../../support/sessionFixture.ts';
import { withoutMarks } from '../../support/withoutMarks.ts';

const FILES = { 'a.txt': 'a old\n', 'b.txt': 'b old\n', 'c.txt': 'c old\n' };

const edit = (path: string, from = 'old', to = 'new') => ({
  name: 'edit_file',
  arguments: { path, edits: [{ old_text: from, new_text: to }] },
});

async function start(toolCalls: ScriptedToolCall[]): Promise<SessionFixture> {
  return await startFixture({
    files: FILES,
    approvals: 'auto',
    scenario: [{ toolCalls }, { content: 'Done.' }],
  });
}

const problem = (path: string, message = 'is wrong'): Diagnostic => ({ path, line: 1, severity: 'error', message });

const results = ({ simulator }: SessionFixture) =>
  (simulator.requests.at(-1)?.body?.messages ?? []).flatMap(({ role, content }) =>
    role === 'tool' ? [withoutMarks(String(content))] : [],
  );

const heads = (fixture: SessionFixture) => results(fixture).map((text) => String(text).split('\n')[0]);

const contents = async (fixture: SessionFixture) =>
  (await Promise.all(Object.keys(FILES).map((file) => fixture.read(file)))).join('');

const EDITED = ['a', 'b', 'c'].map((letter) => `Edited ${letter}.txt: +1 −1 lines.`);

describe('problems that the edits of a step bring', () => {
  it('are asked for when all of them are on disk, for all files at once, and the results keep their order', async () => {
    await using fixture = await start([edit('a.txt'), edit('b.txt'), edit('c.txt')]);
    const asked: string[] = [];
    const all = Promise.withResolvers<void>();
    fixture.workspace.onNews = async () => {
      asked.push(await contents(fixture));
      if (asked.length === 3) all.resolve();
      await all.promise;
      fixture.workspace.problems = [problem('c.txt'), problem('a.txt')];
    };
    await fixture.session.send(prompt('Go'));
    assert.deepEqual(asked, Array(3).fill('a new\nb new\nc new\n'));
    assert.deepEqual(results(fixture), [
      `${EDITED[0]}\nNew problems:\na.txt:1 error: is wrong`,
      EDITED[1],
      `${EDITED[2]}\nNew problems:\nc.txt:1 error: is wrong`,
    ]);
  });

  it('are told once, with the call that wrote the file last, and against what was there before the first one', async () => {
    await using fixture = await start([edit('a.txt'), edit('b.txt'), edit('a.txt', 'a new', 'a newer')]);
    const wasThere = problem('a.txt', 'was there');
    fixture.workspace.problems = [wasThere];
    let asked = 0;
    fixture.workspace.onNews = () => {
      asked += 1;
      fixture.workspace.problems = [wasThere, problem('a.txt')];
    };
    await fixture.session.send(prompt('Go'));
    assert.equal(await contents(fixture), 'a newer\nb new\nc old\n');
    assert.equal(asked, 2);
    assert.deepEqual(results(fixture), [EDITED[0], EDITED[1], `${EDITED[0]}\nNew problems:\na.txt:1 error: is wrong`]);
  });

  it('do not hold up what else the step does', async () => {
    const command = { name: 'run_command', arguments: { command: 'cat a.txt b.txt > c.txt' } };
    await using fixture = await start([edit('a.txt'), command, edit('b.txt')]);
    let asked = '';
    fixture.workspace.onNews = async () => {
      asked = await contents(fixture);
    };
    await fixture.session.send(prompt('Go'));
    assert.equal(asked, 'a new\nb new\na new\nb old\n');
    assert.deepEqual([heads(fixture)[0], heads(fixture)[2]], EDITED.slice(0, 2));
  });

  it('are told as far as they are known where language tools do not answer', async () => {
    await using fixture = await start([edit('a.txt'), edit('b.txt')]);
    fixture.workspace.onNews = async (_, signal) => {
      fixture.workspace.problems = [problem('a.txt')];
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
    };
    await fixture.session.send(prompt('Go'));
    assert.deepEqual(results(fixture), [`${EDITED[0]}\nNew problems:\na.txt:1 error: is wrong`, EDITED[1]]);
  });

  it('are not waited for when the turn is stopped', async () => {
    await using fixture = await start([edit('a.txt')]);
    fixture.workspace.onNews = async (_, signal) => {
      fixture.session.stop();
      assert(signal.aborted);
    };
    await fixture.session.send(prompt('Go'));
    assert.equal(fixture.simulator.requests.length, 1);
    assert.equal(await fixture.read('a.txt'), 'a new\n');
  });

  it('that cannot be had do not make an edit a failure', async () => {
    await using fixture = await start([edit('a.txt'), edit('b.txt')]);
    fixture.workspace.onNews = (file) => {
      if (file.endsWith('a.txt')) throw new Error('The language server is gone.');
      fixture.workspace.problems = [problem('b.txt')];
    };
    await fixture.session.send(prompt('Go'));
    assert.deepEqual(results(fixture), [EDITED[0], `${EDITED[1]}\nNew problems:\nb.txt:1 error: is wrong`]);
  });

  it('of a step are not told in the next', async () => {
    await using fixture = await startFixture({
      files: FILES,
      approvals: 'auto',
      scenario: [
        { toolCalls: [edit('a.txt'), { name: 'delete_file', arguments: { path: 'c.txt' } }] },
        { toolCalls: [edit('b.txt')] },
        { content: 'Done.' },
      ],
    });
    const asked: string[] = [];
    fixture.workspace.onNews = (file) => {
      asked.push(file.slice(-5));
    };
    await fixture.session.send(prompt('Go'));
    assert.deepEqual(asked, ['a.txt', 'b.txt']);
  });
});
