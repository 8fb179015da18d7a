import assert from 'node:assert/strict';
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ChatSession } from '../../../src/session/chatSession.ts';
import { runningJobs } from '../../../src/shared/transcript/reduce.ts';
import type { Completion } from '../../simulator/scenario.ts';
import { blockOf, isPending, logOf, pendingAction, prompt, startFixture, until } from '../support/sessionFixture.ts';

const call = (name: string, args: Record<string, unknown>): Completion => ({
  reasoning: 'Do it.',
  toolCalls: [{ name, arguments: args }],
});
const run = (command: string, more: object = {}) => call('run_command', { command, ...more });
const done: Completion = { content: 'Done.' };

/** The ending of the first command, once it is as wanted. */
async function endingOf(session: ChatSession, type: string) {
  await until(session, ({ blocks }) => blocks.some((block) => block.type === 'command' && block.ending?.type === type));
  return blockOf(session, 'command').ending;
}

describe('commands in the background of a session', function () {
  this.timeout(30_000);
  before(function () {
    if (process.platform === 'win32') this.skip();
  });

  it('are left by the person, shown as running, and ended by the person', async () => {
    await using fixture = await startFixture({ scenario: [run('echo up; sleep 600'), done], approvals: 'auto' });
    const { session, simulator } = fixture;
    const turn = session.send(prompt('Serve'));
    await until(session, ({ blocks }) => blocks.some((block) => block.type === 'command' && block.printed !== ''));
    await session.handleCommand('1.0', 'move');
    await turn;
    assert.deepEqual(blockOf(session, 'command').ending, { type: 'background', waits: false });
    const told = String(simulator.requests.at(-1)?.body?.messages.at(-1)?.content);
    assert.match(told, /^The person moved it to the background\. It runs on in the background as job 1\.0;/);
    await session.handleCommand('1.0', 'stop');
    assert.deepEqual(await endingOf(session, 'stopped'), { type: 'stopped' });
    await session.handleCommand('9.9', 'stop');
  });

  it('are recorded until they are left, and tell of their end', async () => {
    const command = 'echo 1 > before.txt; read -r; echo 2 > after.txt; exit 5';
    await using fixture = await startFixture({
      scenario: [run(command, { background: true }), done, { content: 'I see.' }],
      approvals: 'auto',
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Go'));
    const changed = (await logOf(fixture, session.id)).flatMap(({ event }) =>
      event.type === 'files.changed' ? event.files.map((file) => file.path) : [],
    );
    assert.deepEqual(changed, ['before.txt']);
    fixture.jobs.of(session.id, '').find('1.0')?.write('\n');
    assert.deepEqual(await endingOf(session, 'exited'), { type: 'exited', code: 5 });
    assert.equal(await fixture.read('after.txt'), '2\n');
    await session.send(prompt('And?'));
    const last = String(simulator.requests.at(-1)?.body?.messages.at(-1)?.content);
    assert.match(last, /^\(Job 1\.0 ended: exit code 5\.\)\n\nAnd\?$/);
  });

  it('end with their window, which the session says when it is opened again', async () => {
    await using fixture = await startFixture({
      scenario: [
        run('echo $$; exec sleep 600', { background: true }),
        done,
        call('job', { action: 'read', id: '1.0' }),
        done,
      ],
      approvals: 'auto',
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Go'));
    const pid = Number(blockOf(session, 'command').printed);
    const closing = session.close();
    await Promise.all([closing, fixture.jobs.stopAll()]);
    assert.throws(() => process.kill(pid, 0));
    const reopened = await fixture.open(session.id);
    assert.deepEqual(blockOf(reopened, 'command').ending, { type: 'lost' });
    await reopened.send(prompt('And?'));
    const [told, asked] = [-1, -3].map((at) => String(simulator.requests.at(-1)?.body?.messages.at(at)?.content));
    assert.match(asked ?? '', /Job 1\.0 ended: the window that it ran in was closed/);
    assert.match(told ?? '', /There is no job 1\.0 in this window/);
  });

  it('print into files that may be read and searched without a question, and nothing else may', async () => {
    await using fixture = await startFixture({
      scenario: (request, index) => {
        const text = request.messages.map(({ content }) => String(content)).join('\n');
        const file = /search_text: (.*)/.exec(text)?.[1] ?? '';
        const steps = [
          run('seq 1 20000'),
          call('read_file', { path: file, start_line: 12_345, end_line: 12_345 }),
          call('search_text', { path: file, pattern: '^1999\\d$', regex: true }),
          call('read_file', { path: path.join(path.dirname(file), 'link.txt') }),
          call('read_file', { path: path.join(file, '../../log.jsonl') }),
          done,
        ];
        return steps[index] ?? done;
      },
    });
    const { session, simulator } = fixture;
    const outside = path.join(fixture.folder, '..', 'outside.txt');
    await writeFile(outside, 'outside\n');
    const turn = session.send(prompt('Count'));
    await until(session, isPending);
    await session.decide(pendingAction(session), { type: 'accepted' });
    await until(session, ({ steps }) => steps === 2);
    await symlink(outside, path.join(fixture.storage, session.id, 'output', 'link.txt'));
    for (const wanted of ['outside.txt', 'log.jsonl']) {
      await until(session, isPending);
      const consent = session.transcript.blocks.findLast((block) => block.type === 'consent');
      assert(consent?.asks.type === 'read' && consent.asks.path.endsWith(wanted), JSON.stringify(consent));
      await session.decide(pendingAction(session), { type: 'rejected' });
    }
    await turn;
    const tools = simulator.requests.at(-1)?.body?.messages.filter(({ role }) => role === 'tool') ?? [];
    assert.match(String(tools[1]?.content), /^12345\t12345\n/);
    assert.match(String(tools[2]?.content), /19990[\s\S]*19999/);
  });

  it('wait for the person until they print again', async () => {
    const command = 'printf "Go on? "; while [ ! -e go ]; do sleep 0.1; done; echo; exec sleep 600';
    await using fixture = await startFixture({ scenario: [run(command), done], approvals: 'auto' });
    const { session } = fixture;
    await session.send(prompt('Go'));
    assert.deepEqual(runningJobs(session.transcript)[0]?.ending, { type: 'background', waits: true });
    await fixture.write('go', '');
    await until(session, (transcript) => {
      const [job] = runningJobs(transcript);
      return job?.ending?.type === 'background' && !job.ending.waits;
    });
  });

  it('get what is typed into them through the gate', async () => {
    const asks = 'printf "Go on? "; read -r answer; echo "got $answer"; printf "Again? "; read -r answer; sleep 600';
    const write = (id: string, input: string) => call('job', { action: 'write', id, input });
    await using fixture = await startFixture({
      scenario: [run(asks), write('1.0', 'y\n'), write('1.0', 'rm -rf src\n'), done],
      approvals: 'auto',
    });
    const { session, simulator } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    const consent = blockOf(session, 'consent');
    assert.deepEqual(consent.asks, { type: 'input', command: asks, text: 'rm -rf src\n' });
    assert.deepEqual(consent.why?.reasons, [{ type: 'hazard', hazard: 'deletion', command: 'rm -rf src' }]);
    assert.equal(consent.why?.suggestion, undefined);
    await session.decide(pendingAction(session), { type: 'rejected' });
    await turn;
    const tools = simulator.requests.at(-1)?.body?.messages.filter(({ role }) => role === 'tool') ?? [];
    assert.match(String(tools[1]?.content), /^Job 1\.0: running, [\s\S]*got y/);
    assert.match(String(tools[2]?.content), /^ERROR: Nothing was typed: the person refused\./);
  });

  it('ask before anything is typed into what takes code, and take nothing where only reading is allowed', async () => {
    const write = call('job', { action: 'write', id: '1.0', input: 'pwd\n' });
    await using fixture = await startFixture({
      scenario: [run('bash -i', { background: true }), write, done, write, done],
    });
    const { session, simulator } = fixture;
    const turn = session.send(prompt('Go'));
    await until(session, isPending);
    await session.decide(pendingAction(session), { type: 'accepted' });
    fixture.setApprovals('auto');
    await until(session, (transcript) => transcript.steps === 2 && isPending(transcript));
    const reason = { type: 'hazard', hazard: 'inlineCode', command: 'pwd' };
    assert.deepEqual(blockOf(session, 'consent').why?.reasons, [reason]);
    await session.decide(pendingAction(session), { type: 'rejected' });
    await turn;
    fixture.setApprovals('plan');
    await session.send(prompt('Again'));
    const told = String(simulator.requests.at(-1)?.body?.messages.at(-1)?.content);
    assert.match(told, /^ERROR: Nothing was typed: the current approvals setting does not allow it/);
  });
});
