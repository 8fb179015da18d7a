import assert from 'node:assert/strict';
import type { Completion } from '../../../simulator/scenario.ts';
import { blockOf, isPending, logOf, pendingAction, prompt, startFixture, until } from '../../support/sessionFixture.ts';

const call = (name: string, args: Record<string, unknown>): Completion => ({
  reasoning: 'Again.',
  toolCalls: [{ name, arguments: args }],
});
const search = call('search_text', { pattern: 'x' });
const done: Completion = { content: 'Done.' };

describe('a turn', () => {
  const results = (fixture: Awaited<ReturnType<typeof startFixture>>) =>
    fixture.session.transcript.blocks.flatMap((block) => (block.type === 'tool' ? [String(block.output)] : []));

  it('that repeats a call is told so at the third time and paused at the sixth', async () => {
    await using fixture = await startFixture({ scenario: [search, search, search, search, search, search, done] });
    await fixture.session.send(prompt('Search'));
    assert.deepEqual(
      results(fixture).map((output) => /same call/.test(output)),
      [false, false, true, true, true, true],
    );
    assert.equal(blockOf(fixture.session, 'error').failure.code, 'repetition');
    await fixture.session.resume();
    assert.equal(blockOf(fixture.session, 'content').text, 'Done.');
  });

  it('may repeat a call after a file has changed', async () => {
    const edit = call('write_file', { path: 'a.txt', content: 'x' });
    const scenario = [search, search, edit, search, search, done];
    await using fixture = await startFixture({ scenario, approvals: 'auto' });
    await fixture.session.send(prompt('Search'));
    assert(results(fixture).every((output) => !/same call/.test(output)));
  });

  it('pauses at its limit of steps, and goes on for as many', async () => {
    const scenario = [call('list_files', {}), search, call('list_files', { depth: 1 }), done];
    await using fixture = await startFixture({ scenario, steps: 2 });
    await fixture.session.send(prompt('Go'));
    assert.equal(blockOf(fixture.session, 'error').failure.code, 'stepLimit');
    await fixture.session.resume();
    assert.equal(blockOf(fixture.session, 'content').text, 'Done.');
  });

  it('pauses at its limit of time, in which the person does not count', async () => {
    const scenario = [call('run_command', { command: 'echo hi' }), done];
    const options = { scenario, minutes: 10 };
    await using fixture = await startFixture(options);
    const began = performance.now();
    const turn = fixture.session.send(prompt('Go'));
    await until(fixture.session, isPending);
    // The user takes longer than the turn may, which is more than a slow machine needs for the rest.
    const waited = Math.max(2_000, 6 * (performance.now() - began));
    await new Promise((resolve) => setTimeout(resolve, waited));
    options.minutes = (0.9 * waited) / 60_000;
    await fixture.session.decide(pendingAction(fixture.session), { type: 'accepted' });
    await turn;
    assert.equal(blockOf(fixture.session, 'content').text, 'Done.');

    await using short = await startFixture({ scenario, minutes: 0.000001, approvals: 'auto' });
    await short.session.send(prompt('Go'));
    assert.equal(blockOf(short.session, 'error').failure.code, 'timeLimit');
  });

  it('pauses at its limit of cost, and begins anew with each turn', async () => {
    const dear = { ...search, usage: { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 } };
    const price = { input: 1, cachedInput: 1, output: 1, fee: 0 };
    const scenario = [dear, dear, done, dear, done];
    await using fixture = await startFixture({ scenario, cost: 1.5, endpoint: { price } });
    const { session, simulator } = fixture;
    await session.send(prompt('Go'));
    assert.deepEqual(blockOf(session, 'error').failure, { code: 'costLimit', detail: '$2.00' });
    assert.equal(simulator.requests.length, 2);
    await session.resume();
    assert.equal(blockOf(session, 'content').text, 'Done.');
    await session.send(prompt('Again'));
    assert.equal(session.transcript.activity.type, 'idle');
    assert.equal(simulator.requests.length, 5);

    // Without known prices nothing costs anything.
    await using free = await startFixture({ scenario: [dear, done], cost: 0.01 });
    await free.session.send(prompt('Go'));
    assert.equal(blockOf(free.session, 'content').text, 'Done.');
  });

  it('that goes on past its limit of cost goes on no further than the session’s allows', async () => {
    const dear = { ...search, usage: { prompt_tokens: 1_000_000, completion_tokens: 0, total_tokens: 1_000_000 } };
    const price = { input: 1, cachedInput: 1, output: 1, fee: 0 };
    const scenario = [dear, dear, dear, dear, done];
    await using fixture = await startFixture({ scenario, cost: 1, spendingLimit: 2.5, endpoint: { price } });
    const { session } = fixture;
    const paused: string[] = [];
    for (const run of [() => session.send(prompt('Go')), ...Array.from({ length: 3 }, () => () => session.resume())]) {
      await run();
      paused.push(blockOf(session, 'error').failure.code);
    }
    assert.deepEqual(paused, ['costLimit', 'costLimit', 'spendingLimit', 'costLimit']);
  });

  it('keeps keys out of what the model reads and the log holds', async () => {
    const rest = 'a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0';
    const key = `ghp_${rest}`;
    const print = `printf gh; printf 'p_%s\\n' ${rest}`;
    await using fixture = await startFixture({
      scenario: [call('read_file', { path: 'a.txt' }), call('run_command', { command: print }), done],
      files: { 'a.txt': `key ${key}\n` },
      approvals: 'auto',
    });
    const { session, simulator } = fixture;
    await session.send(prompt('Read'));
    assert.match(results(fixture)[0] ?? '', /ghp_\*\*\*/);
    assert.equal(blockOf(session, 'command').printed, 'ghp_***\n');
    assert(!JSON.stringify(simulator.requests).includes(key));
    await session.close();
    assert(!JSON.stringify(await logOf(fixture, session.id)).includes(key));
  });
});
